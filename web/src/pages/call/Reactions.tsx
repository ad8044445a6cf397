// How people reacted to a message; a press joins them, another takes it back.
import type { ChatEntry, Emoji } from "~/call/view";
import { cx } from "~/lib/cx";
import { t } from "~/text/t";

import type { MessageDoings } from "./useMessages";

export const EMOJI: readonly Emoji[] = ["👍", "❤️", "😂", "😮", "😢", "🎉", "👏", "🙏"];

export function Reactions({ entry, doings }: { entry: ChatEntry; doings: MessageDoings }) {
  if (entry.reactions.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-1 py-1">
      {entry.reactions.map(({ emoji, count, own }) => (
        <button
          key={emoji}
          type="button"
          aria-pressed={own}
          disabled={!doings.reacts}
          aria-label={t.chat.reactedWith(emoji, count)}
          onClick={() => doings.react(entry, emoji as Emoji, !own)}
          className={cx(
            "flex h-7 items-center gap-1 rounded-full border px-2 text-xs tabular-nums",
            own ? "border-accent bg-fill" : "border-line",
          )}
        >
          <span aria-hidden>{emoji}</span>
          {count}
        </button>
      ))}
    </div>
  );
}
