import { ArrowDown } from "lucide-react";
import { useCallback, useRef } from "react";

import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";

import { ChatMessage } from "./ChatMessage";
import { Composer } from "./Composer";
import { grouped } from "./grouping";
import { useChatScroll } from "./useChatScroll";

export function ChatPanel({ call }: { call: CallView }) {
  const chat = useReadable(call.chat);
  const { entries, hasOlder, loadingOlder, olderFailed } = chat;
  const field = useRef<HTMLTextAreaElement>(null);
  const { list, behind, onScroll, toEnd, showOlder } = useChatScroll(
    chat,
    useCallback(() => call.loadOlder(), [call]),
  );
  const edit = (key: string): void => {
    call.edit(key);
    field.current?.focus();
  };

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={list}
        role="log"
        aria-label={t.chat.conversation}
        aria-busy={loadingOlder || undefined}
        tabIndex={0}
        onScroll={onScroll}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto px-5 pb-3 [overflow-anchor:none]"
      >
        {entries.length === 0 && !hasOlder ? (
          <p className="m-auto max-w-56 py-8 text-center text-ink-muted">{t.chat.empty}</p>
        ) : (
          <>
            {hasOlder && (
              <div className="flex shrink-0 flex-col items-center gap-1 py-3 text-ink-muted">
                {olderFailed && <p role="status">{t.chat.olderFailed}</p>}
                <Button variant="quiet" size="sm" busy={loadingOlder} onClick={showOlder}>
                  {t.chat.showOlder}
                </Button>
              </div>
            )}
            <div className="mt-auto" />
            {grouped(entries, new Date()).map(({ entry, startsGroup, startsDay }) => (
              <ChatMessage
                key={entry.key}
                entry={entry}
                startsGroup={startsGroup}
                startsDay={startsDay}
                onRetry={() => call.retry(entry.key)}
                onEdit={() => edit(entry.key)}
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
          {t.chat.newMessages}
        </button>
      )}
      <Composer call={call} field={field} />
    </div>
  );
}
