import { memo } from "react";

import type { ChatEntry } from "~/state/types";
import { cx } from "~/ui/cx";
import { clock, day } from "~/ui/time";

import { pieces } from "./links";

interface Props {
  entry: ChatEntry;
  startsGroup: boolean;
  startsDay: boolean;
  onRetry: () => void;
}

export const ChatMessage = memo(function ChatMessage({ entry, startsGroup, startsDay, onRetry }: Props) {
  const { username, own, content, createdAt, state } = entry;
  const at = new Date(createdAt);
  return (
    <>
      {startsDay && <p className="mt-6 text-center text-xs font-medium text-ink-muted">{day(at)}</p>}
      {startsGroup && (
        <p className="mt-4 flex items-baseline gap-2">
          <span className="min-w-0 truncate font-semibold">{own ? "You" : username}</span>
          <time dateTime={createdAt} className="shrink-0 text-xs text-ink-muted tabular-nums">
            {clock(at)}
          </time>
        </p>
      )}
      <p className={cx("mt-1 wrap-anywhere whitespace-pre-wrap transition-opacity", state !== "sent" && "opacity-60")}>
        {pieces(content).map((piece, index) =>
          piece.href === undefined ? (
            piece.text
          ) : (
            <a key={index} href={piece.href} target="_blank" rel="noreferrer noopener" className="text-accent underline underline-offset-2">
              {piece.text}
            </a>
          ),
        )}
      </p>
      {state === "failed" && (
        <p role="alert" className="mt-0.5 text-xs text-danger">
          Not sent.{" "}
          <button type="button" onClick={onRetry} className="rounded-sm font-semibold underline underline-offset-2">
            Try again
          </button>
        </p>
      )}
    </>
  );
}, sameMessage);

function sameMessage(a: Props, b: Props): boolean {
  return a.entry === b.entry && a.startsGroup === b.startsGroup && a.startsDay === b.startsDay;
}
