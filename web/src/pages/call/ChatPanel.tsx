import { ArrowDown, Download, Search, X } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";

import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { toast } from "~/ui/toast";
import { Tooltip } from "~/ui/Tooltip";

import { ChatMessage } from "./ChatMessage";
import { ChatSearch } from "./ChatSearch";
import { Composer } from "./Composer";
import { DeleteMessage } from "./DeleteMessage";
import { grouped } from "./grouping";
import { lengthened, shortened, tail } from "./tail";
import { useChatScroll } from "./useChatScroll";
import { useDrop } from "./useDrop";
import { say, useMessages } from "./useMessages";

/** Milliseconds for which the message that one jumped to is marked. */
const MARKED = 2000;

export function ChatPanel({ call }: { call: CallView }) {
  const chat = useReadable(call.chat);
  const { entries, hasOlder, loadingOlder, olderFailed } = chat;
  const role = useReadable(call.role);
  const room = useReadable(call.room);
  const field = useRef<HTMLTextAreaElement>(null);
  const [searching, setSearching] = useState(false);
  const [marked, setMarked] = useState<number | null>(null);
  /** The first message that is drawn; null: all are. */
  const [first, setFirst] = useState<string | null>(() => shortened(entries, null));
  const drawn = tail(entries, first);
  const hasMore = hasOlder || drawn.length < entries.length;
  const { list, behind, onScroll, toEnd, showOlder, isAtEnd } = useChatScroll(
    { ...chat, entries: drawn, hasOlder: hasMore },
    useCallback(async () => {
      if (first === null) await call.loadOlder();
      else setFirst(lengthened(call.chat.get().entries, first));
    }, [call, first]),
  );
  useEffect(
    () =>
      call.chat.subscribe(() => {
        if (isAtEnd()) setFirst((before) => shortened(call.chat.get().entries, before));
      }),
    [call, isAtEnd],
  );
  const jump = useCallback(
    (id: number): void => {
      setSearching(false);
      call.messages
        .reach(id)
        .then((isThere) => {
          if (isThere) {
            setFirst(null);
            setMarked(id);
          } else toast(t.chat.notThere);
        })
        .catch(say);
    },
    [call],
  );
  // Once the menu that led here is gone, which leaves it the focus.
  const focus = useCallback(() => requestAnimationFrame(() => field.current?.focus()), []);
  const { over, ...drop } = useDrop(call);
  const { doings, removing, setRemoving } = useMessages(call, focus, jump);

  useEffect(() => {
    if (marked === null) return;
    list.current?.querySelector(`[data-message="${marked}"]`)?.scrollIntoView({ block: "center" });
    const timer = setTimeout(() => setMarked(null), MARKED);
    return () => clearTimeout(timer);
  }, [marked, list]);

  return (
    <div className="relative flex min-h-0 flex-1 flex-col" {...drop}>
      {over && (
        <p className="pointer-events-none absolute inset-2 z-20 flex items-center justify-center rounded-lg border-2 border-dashed border-accent bg-surface/90 font-medium">
          {t.files.drop}
        </p>
      )}
      <div className="absolute -top-12 right-12 flex">
        {role === "host" && room && entries.length > 0 && (
          <Tooltip text={t.chat.export}>
            <a
              href={`/api/v1/rooms/${room.code}/messages/export`}
              download
              aria-label={t.chat.export}
              className="inline-flex size-10 items-center justify-center rounded-full text-ink-muted hover:bg-fill hover:text-ink"
            >
              <Download aria-hidden className="size-5" />
            </a>
          </Tooltip>
        )}
        <IconButton
          icon={searching ? X : Search}
          label={searching ? t.chat.closeSearch : t.chat.search}
          side="left"
          onClick={() => setSearching(!searching)}
        />
      </div>
      {searching && <ChatSearch call={call} onJump={jump} />}
      <div
        ref={list}
        role="log"
        aria-label={t.chat.conversation}
        aria-busy={loadingOlder || undefined}
        tabIndex={0}
        hidden={searching}
        onScroll={onScroll}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto px-5 pb-3 [overflow-anchor:none] [&[hidden]]:hidden"
      >
        {entries.length === 0 && !hasMore ? (
          <p className="m-auto max-w-56 py-8 text-center text-ink-muted">{t.chat.empty}</p>
        ) : (
          <>
            {hasMore && (
              <div className="flex shrink-0 flex-col items-center gap-1 py-3 text-ink-muted">
                {olderFailed && <p role="status">{t.chat.olderFailed}</p>}
                <Button variant="quiet" size="sm" busy={loadingOlder} onClick={showOlder}>
                  {t.chat.showOlder}
                </Button>
              </div>
            )}
            <div className="mt-auto" />
            {grouped(drawn, new Date()).map(({ entry, startsGroup, startsDay }) => (
              <ChatMessage
                key={entry.key}
                entry={entry}
                startsGroup={startsGroup}
                startsDay={startsDay}
                marked={entry.id !== null && entry.id === marked}
                doings={doings}
              />
            ))}
          </>
        )}
      </div>
      {behind && !searching && (
        <button
          type="button"
          onClick={toEnd}
          className="absolute bottom-24 left-1/2 flex h-8 -translate-x-1/2 animate-rise items-center gap-1.5 rounded-full bg-accent px-3 font-medium text-on-accent shadow-float"
        >
          <ArrowDown aria-hidden className="size-4" />
          {t.chat.newMessages}
        </button>
      )}
      {!searching && doings.writes && <Composer call={call} field={field} />}
      {!searching && !doings.writes && <p className="px-5 pb-4 text-center text-ink-muted">{t.chat.mayNotWrite}</p>}
      {removing && <DeleteMessage call={call} entry={removing} onClose={() => setRemoving(null)} />}
    </div>
  );
}
