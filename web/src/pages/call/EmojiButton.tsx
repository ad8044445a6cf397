import { Smile } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";

import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { Menu } from "~/ui/Menu";

import { EMOJI_TO_WRITE } from "./emoji";

export function EmojiButton({ onChoose }: { onChoose: (emoji: string) => void }) {
  return (
    <Menu side="top" trigger={<IconButton icon={Smile} label={t.chat.emoji} side="top" />}>
      <div className="grid max-h-64 grid-cols-8 pointer-coarse:grid-cols-6 overflow-y-auto">
        {EMOJI_TO_WRITE.map((emoji) => (
          <Radix.Item
            key={emoji}
            onSelect={() => onChoose(emoji)}
            className="flex size-8 pointer-coarse:size-11 items-center justify-center rounded-md text-lg outline-none select-none data-[highlighted]:bg-fill"
          >
            {emoji}
          </Radix.Item>
        ))}
      </div>
    </Menu>
  );
}
