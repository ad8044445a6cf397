import { ArrowDown } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";

import { useReadable } from "~/hooks/useReadable";
import type { CallView } from "~/state/types";
import { Skeleton } from "~/ui/Skeleton";

import { ChatMessage } from "./ChatMessage";
import { Composer } from "./Composer";
import { grouped } from "./grouping";

/** Closer to an end than this, in pixels, is at it. */
const NEAR = 120;

export function ChatPanel({ call }: { call: CallView }) {
  const { entries, hasOlder, loadingOlder } = useReadable(call.chat);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ first: "", height: 0 });
  const [behind, setBehind] = useState(false);
  const last = entries.at(-1);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const first = entries[0]?.key ?? "";
    const older = first !== before.current.first && before.current.first !== "" && !atEnd.current;
    if (atEnd.current || last?.state === "sending") {
      element.scrollTop = element.scrollHeight;
    } else if (older) {
      // Older messages came in above: what is being read stays where it is.
      element.scrollTop += element.scrollHeight - before.current.height;
    } else setBehind(true);
    before.current = { first, height: element.scrollHeight };
  }, [entries, last]);

  const onScroll = (): void => {
    const element = list.current;
    if (!element) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (atEnd.current) setBehind(false);
    if (element.scrollTop < NEAR && hasOlder && !loadingOlder) void call.loadOlder();
  };
  const toEnd = (): void => {
    list.current?.scrollTo({ top: list.current.scrollHeight, behavior: "smooth" });
  };

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={list}
        role="log"
        aria-label="Conversation"
        tabIndex={0}
        onScroll={onScroll}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto px-5 pb-3 [overflow-anchor:none]"
      >
        {entries.length === 0 ? (
          <p className="m-auto max-w-56 py-8 text-center text-ink-muted">
            Nothing was said yet. Everybody in this meeting can read the chat, also later.
          </p>
        ) : (
          <>
            {loadingOlder && (
              <div aria-hidden className="flex flex-col gap-2 py-3">
                <Skeleton className="h-4 w-2/5" />
                <Skeleton className="h-4 w-4/5" />
              </div>
            )}
            <div className="mt-auto" />
            {grouped(entries).map(({ entry, startsGroup, startsDay }) => (
              <ChatMessage
                key={entry.key}
                entry={entry}
                startsGroup={startsGroup}
                startsDay={startsDay}
                onRetry={() => call.retry(entry.key)}
              />
            ))}
          </>
        )}
      </div>
      {behind && (
        <button
          type="button"
          onClick={toEnd}
          className="absolute bottom-20 left-1/2 flex h-8 -translate-x-1/2 animate-rise items-center gap-1.5 rounded-full bg-accent px-3 font-medium text-on-accent shadow-float"
        >
          <ArrowDown aria-hidden className="size-4" />
          New messages
        </button>
      )}
      <Composer onSend={(text) => call.send(text)} />
    </div>
  );
}
