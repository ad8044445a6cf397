import { memo } from "react";

import type { ChatEntry, Refusal } from "~/call/view";
import { cx } from "~/lib/cx";
import { fieldTextOf, textOf } from "~/text/errors";
import { t } from "~/text/t";
import { clock, day } from "~/text/time";

import { pieces } from "./links";

interface Props {
  entry: ChatEntry;
  startsGroup: boolean;
  startsDay: boolean;
  onRetry: () => void;
  onEdit: () => void;
}

export const ChatMessage = memo(function ChatMessage({ entry, startsGroup, startsDay, onRetry, onEdit }: Props) {
  const { username, own, content, createdAt, state, refusal } = entry;
  const at = new Date(createdAt);
  return (
    <>
      {startsDay && <p className="mt-6 text-center text-xs font-medium text-ink-muted">{day(at)}</p>}
      {startsGroup && (
        <p className="mt-4 flex items-baseline gap-2">
          <bdi className="min-w-0 truncate font-semibold">{own ? t.chat.you : username}</bdi>
          <time dateTime={createdAt} className="shrink-0 text-xs text-ink-muted tabular-nums">
            {clock(at)}
          </time>
        </p>
      )}
      {/* Each line runs as its own letters do. */}
      <p
        dir="auto"
        className={cx(
          "mt-1 text-start wrap-anywhere whitespace-pre-wrap transition-opacity [unicode-bidi:plaintext]",
          state !== "sent" && "opacity-60",
        )}
      >
        {pieces(content).map((piece, index) =>
          piece.href === undefined ? (
            piece.text
          ) : (
            <a
              key={index}
              dir="ltr"
              href={piece.href}
              target="_blank"
              rel="noreferrer noopener"
              className="text-accent underline underline-offset-2"
            >
              {piece.text}
            </a>
          ),
        )}
      </p>
      {refusal && <NotSent refusal={refusal} onRetry={onRetry} onEdit={onEdit} />}
    </>
  );
}, sameMessage);

function NotSent({ refusal, onRetry, onEdit }: { refusal: Refusal } & Pick<Props, "onRetry" | "onEdit">) {
  const { code, message, field } = refusal;
  const wrong = code === "invalid_request";
  const why = wrong ? fieldTextOf(field, message) : textOf(code, message);
  const button = "rounded-sm font-semibold underline underline-offset-2";
  return (
    <p role="alert" className="mt-0.5 text-xs text-danger">
      {t.chat.notSent(why)}{" "}
      {!wrong && (
        <>
          <button type="button" onClick={onRetry} className={button}>
            {t.actions.tryAgain}
          </button>
          {" · "}
        </>
      )}
      <button type="button" onClick={onEdit} className={button}>
        {t.chat.edit}
      </button>
    </p>
  );
}

function sameMessage(a: Props, b: Props): boolean {
  return a.entry === b.entry && a.startsGroup === b.startsGroup && a.startsDay === b.startsDay;
}
