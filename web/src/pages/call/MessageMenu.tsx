import { CornerUpLeft, Lock, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { useRef } from "react";

import type { ChatEntry } from "~/call/view";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem, MenuLine } from "~/ui/Menu";

import { EMOJI } from "./Reactions";
import type { MessageDoings } from "./useMessages";

/** What can be done with a message. Without a mouse its button is always seen. */
export function MessageMenu({ entry, doings }: { entry: ChatEntry; doings: MessageDoings }) {
  const { own, reactions } = entry;
  /** What was chosen has the focus go on to the field. */
  const writes = useRef(false);
  const write = (act: (entry: ChatEntry) => void) => (): void => {
    writes.current = true;
    act(entry);
  };
  const onClosed = (event: Event): void => {
    if (writes.current) event.preventDefault();
    writes.current = false;
  };
  if (!(own || doings.leads || doings.writes || doings.reacts)) return null;
  const mine = new Set(reactions.filter((reaction) => reaction.own).map(({ emoji }) => emoji));
  return (
    <div className="absolute end-1 top-0 [@media(hover:hover)]:[.group:not(:hover,:focus-within)_&:not(:has([data-state=open]))]:opacity-0">
      <Menu
        onClosed={onClosed}
        trigger={
          <IconButton
            icon={MoreHorizontal}
            label={t.chat.menu}
            size="sm"
            side="left"
            className="bg-surface shadow-float [@media(hover:none)]:shadow-none"
          />
        }
      >
        {doings.reacts && (
          <>
            <div className="grid grid-cols-8 px-1 pointer-coarse:grid-cols-4 pointer-coarse:justify-items-center">
              {EMOJI.map((emoji) => (
                <Radix.Item
                  key={emoji}
                  aria-label={t.chat.reactWith(emoji)}
                  onSelect={() => doings.react(entry, emoji, !mine.has(emoji))}
                  className="flex size-8 pointer-coarse:size-11 items-center justify-center rounded-md text-base outline-none select-none data-[highlighted]:bg-fill"
                >
                  {emoji}
                </Radix.Item>
              ))}
            </div>
            <MenuLine />
          </>
        )}
        {doings.writes && (
          <MenuItem icon={CornerUpLeft} onSelect={write(doings.reply)}>
            {t.chat.reply}
          </MenuItem>
        )}
        {doings.writes && !own && entry.to === null && (
          <MenuItem icon={Lock} onSelect={write(doings.replyPrivately)}>
            {t.chat.replyPrivately}
          </MenuItem>
        )}
        {own && doings.writes && (
          <MenuItem icon={Pencil} onSelect={write(doings.edit)}>
            {t.chat.edit}
          </MenuItem>
        )}
        {(own || doings.leads) && (
          <MenuItem icon={Trash2} danger onSelect={() => doings.remove(entry)}>
            {t.actions.delete}
          </MenuItem>
        )}
      </Menu>
    </div>
  );
}
