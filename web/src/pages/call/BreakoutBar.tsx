import { DoorOpen, LifeBuoy, Undo2 } from "lucide-react";

import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import type { Go } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { duration } from "~/text/time";
import { Button } from "~/ui/Button";
import { toast } from "~/ui/toast";

import { failed } from "./failed";
import { useCountdown } from "./useCountdown";

/** Seconds: what is open for longer has no end in sight. */
const LONG = 12 * 60 * 60;

/** Where one is, how long that goes on, and the way back. */
export function BreakoutBar({ call, name, go }: { call: CallView; name: string; go: Go }) {
  const leads = useSelected(call.leading.permissions, (may) => may.has("break out"));
  const endsAt = useReadable(call.breakouts.endsAt);
  const left = useCountdown(endsAt ?? 0);
  const ask = (): void => void call.breakouts.askForHelp().then(() => toast(t.breakouts.helpAsked), failed);
  return (
    <section
      aria-label={t.breakouts.heading}
      className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-control px-4 py-1.5"
    >
      <p className="flex min-w-0 items-center gap-2 font-medium">
        <DoorOpen aria-hidden className="size-4 shrink-0" />
        <span dir="auto" className="truncate">
          {name}
        </span>
        {left > 0 && left < LONG && (
          <span className="shrink-0 text-on-stage-muted tabular-nums">{t.breakouts.closesIn(duration(left))}</span>
        )}
      </p>
      <span className="flex flex-wrap justify-center gap-2">
        {!leads && (
          <Button size="sm" variant="secondary" onClick={ask}>
            <LifeBuoy aria-hidden className="size-4" />
            {t.breakouts.help}
          </Button>
        )}
        <Button size="sm" onClick={() => go(null)}>
          <Undo2 aria-hidden className="size-4" />
          {t.breakouts.back}
        </Button>
      </span>
    </section>
  );
}
