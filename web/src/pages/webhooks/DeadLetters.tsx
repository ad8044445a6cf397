import { useEffect, useState } from "react";

import { messageOf } from "~/api/errors";
import type { DeadLetter, DeadLetterPage } from "~/api/webhooks";
import { t } from "~/text/t";
import { ago } from "~/text/time";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { NotLoaded } from "~/ui/NotLoaded";
import { ShowMore } from "~/ui/ShowMore";
import { Skeleton } from "~/ui/Skeleton";
import { toast } from "~/ui/toast";

import { useDeadLetters } from "./useDeadLetters";
import { typeInWords } from "./words";

interface Props {
  /** Where they did not arrive. */
  place: string;
  load: (after: number) => Promise<DeadLetterPage>;
  /** One, or all. */
  replay: (seq: number | null) => Promise<void>;
  onClose: () => void;
}

/** Events that did not arrive at one place, to be sent again. */
export function DeadLetters({ place, load, replay, onClose }: Props) {
  const { view, more, again } = useDeadLetters(load);
  const [busy, setBusy] = useState(false);
  const waits = view.state === "ready" && view.page.items.some(({ replaying }) => replaying);
  // What is sent again arrives, or is back here, within seconds.
  useEffect(() => {
    if (!waits) return undefined;
    const timer = setInterval(again, 2000);
    return () => clearInterval(timer);
  }, [waits, again]);

  const send = async (seq: number | null): Promise<void> => {
    setBusy(true);
    try {
      await replay(seq);
      toast(t.deadLetters.sent);
    } catch (error) {
      toast(messageOf(error));
    } finally {
      setBusy(false);
      again();
    }
  };
  return (
    <Dialog open onOpenChange={onClose} title={t.deadLetters.heading} text={t.deadLetters.text(place)}>
      {view.state === "loading" && <Skeleton className="h-14" />}
      {view.state === "failed" && <NotLoaded why={view.message} onRetry={again} />}
      {view.state === "ready" && (
        <>
          {view.page.items.length === 0 ? (
            <p className="text-ink-muted">{t.deadLetters.none}</p>
          ) : (
            <ol aria-label={t.deadLetters.heading} className="divide-y divide-line">
              {view.page.items.map((letter) => (
                <Row key={letter.seq} letter={letter} busy={busy} onSend={() => void send(letter.seq)} />
              ))}
            </ol>
          )}
          <div className="mt-5 flex flex-wrap justify-end gap-2">
            <ShowMore cursor={view.page.nextCursor} more={more} className="" />
            {view.page.items.length > 1 && (
              <Button busy={busy} onClick={() => void send(null)}>
                {t.deadLetters.all}
              </Button>
            )}
          </div>
        </>
      )}
    </Dialog>
  );
}

function Row({ letter, busy, onSend }: { letter: DeadLetter; busy: boolean; onSend: () => void }) {
  const what = typeInWords(letter.type);
  return (
    <li className="flex items-start gap-3 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">
          {what} <span className="font-mono font-regular text-ink-muted">{letter.roomCode}</span>
        </p>
        <p className="text-ink-muted wrap-anywhere">
          {t.deadLetters.why(letter.lastStatus, letter.lastError, letter.attempts, ago(letter.diedAt))}
        </p>
      </div>
      {letter.replaying ? (
        <span className="py-1.5 text-ink-muted">{t.deadLetters.sending}</span>
      ) : (
        <Button
          variant="outline"
          size="sm"
          disabled={busy}
          aria-label={t.deadLetters.sendNamed(what, letter.seq)}
          onClick={onSend}
        >
          {t.deadLetters.send}
        </Button>
      )}
    </li>
  );
}
