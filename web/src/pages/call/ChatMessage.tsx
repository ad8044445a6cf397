import { Check, Clock3, CornerUpLeft, Lock } from "lucide-react";
import { memo } from "react";

import type { ChatEntry, Refusal } from "~/call/view";
import { cx } from "~/lib/cx";
import { fieldTextOf, textOf } from "~/text/errors";
import { t } from "~/text/t";
import { clock, day } from "~/text/time";

import { FileCard } from "./FileCard";
import { MessageMenu } from "./MessageMenu";
import { MessageText } from "./MessageText";
import type { MessageDoings } from "./useMessages";
import { Reactions } from "./Reactions";

interface Props {
  entry: ChatEntry;
  startsGroup: boolean;
  startsDay: boolean;
  /** Jumped to a moment ago. */
  marked: boolean;
  doings: MessageDoings;
}

export const ChatMessage = memo(function ChatMessage({ entry, startsGroup, startsDay, marked, doings }: Props) {
  const { username, own, content, createdAt, state, refusal, to, deleted, id } = entry;
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
      <div
        data-message={id}
        className={cx(
          "group relative -mx-2 mt-1 rounded-md px-2 transition-colors focus-within:bg-fill/50 hover:bg-fill/50",
          // Beside the button that is always there without a mouse.
          !entry.file && "shrink-0 [@media(hover:none)]:min-h-8 [@media(hover:none)]:pe-10",
          to !== null && "border-s-2 border-accent bg-fill/50",
          marked && "bg-fill",
        )}
      >
        {to !== null && (
          <p className="flex items-center gap-1 text-xs text-ink-muted">
            <Lock aria-hidden className="size-3" />
            {own ? t.chat.privatelyTo(to.username) : t.chat.privatelyToYou}
          </p>
        )}
        {entry.replyTo && (
          <button
            type="button"
            onClick={() => doings.jump(entry.replyTo?.id ?? 0)}
            className="flex max-w-full items-center gap-1 rounded-sm text-start text-xs text-ink-muted"
          >
            <CornerUpLeft aria-hidden className="size-3 shrink-0" />
            <span className="truncate">
              <bdi className="font-semibold">{entry.replyTo.username}</bdi>{" "}
              <bdi>{entry.replyTo.content || t.chat.deleted}</bdi>
            </span>
          </button>
        )}
        <div className={cx("transition-opacity", state !== "sent" && "opacity-60")}>
          {deleted ? (
            <p className="text-ink-muted italic">{t.chat.deleted}</p>
          ) : (
            content !== entry.file?.name && <MessageText text={content} />
          )}
          {entry.file && <FileCard entry={entry} file={entry.file} doings={doings} />}
        </div>
        <Marks entry={entry} />
        {refusal && state === "sending" && (
          <p role="status" className="mt-0.5 text-xs text-ink-muted">
            {t.chat.notSentYet}
          </p>
        )}
        {refusal && state === "failed" && (
          <NotSent
            refusal={refusal}
            onRetry={() => doings.retry(entry.key)}
            onEdit={() => doings.giveBack(entry.key)}
          />
        )}
        {id !== null && !deleted && (
          <>
            <Reactions entry={entry} doings={doings} />
            <MessageMenu entry={entry} doings={doings} />
          </>
        )}
      </div>
    </>
  );
}, sameMessage);

/** What became of it. */
function Marks({ entry: { edited, own, state } }: { entry: ChatEntry }) {
  const isSending = state === "sending";
  if (!edited && !(own && state !== "failed")) return null;
  return (
    <p className="flex h-4 items-center justify-end gap-1 text-xs text-ink-muted">
      {edited && t.chat.edited}
      {own && isSending && <Clock3 role="img" aria-label={t.chat.sending} className="size-3" />}
      {own && !isSending && <Check role="img" aria-label={t.chat.sent} className="size-3" />}
    </p>
  );
}

function NotSent({ refusal, onRetry, onEdit }: { refusal: Refusal; onRetry: () => void; onEdit: () => void }) {
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
  const { entry, startsGroup, startsDay, marked, doings } = a;
  return (
    entry === b.entry &&
    startsGroup === b.startsGroup &&
    startsDay === b.startsDay &&
    marked === b.marked &&
    doings === b.doings
  );
}
