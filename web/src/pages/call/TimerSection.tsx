import { Plus, Square, Timer } from "lucide-react";
import { useState } from "react";

import type { RunningTimer } from "~/call/activities";
import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { duration } from "~/text/time";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { TextField } from "~/ui/TextField";

import { failed } from "./failed";
import { useCountdown } from "./useCountdown";

/** Minutes. */
const LONGEST = 24 * 60;

/** The timer that all see, and what sets it. */
export function TimerSection({ call }: { call: CallView }) {
  const may = useSelected(call.leading.permissions, (all) => all.has("time"));
  const timer = useReadable(call.activities.timer);
  if (!timer && !may) return null;
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-semibold">{t.timer.heading}</h3>
      {timer ? <Running key={timer.endsAt} call={call} timer={timer} may={may} /> : <Start call={call} />}
    </section>
  );
}

function Running({ call, timer, may }: { call: CallView; timer: RunningTimer; may: boolean }) {
  const left = useCountdown(timer.endsAt);
  const { activities } = call;
  return (
    <div className="flex flex-col gap-2">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-xl font-semibold tabular-nums">{left > 0 ? duration(left) : t.timer.over}</span>
        <span className="min-w-0 truncate text-ink-muted">{t.timer.setBy(isolated(timer.byName))}</span>
      </p>
      {may && (
        <div className="flex flex-wrap gap-2">
          {left > 0 && (
            <Button size="sm" variant="secondary" onClick={() => void activities.extendTimer(60).catch(failed)}>
              <Plus aria-hidden className="size-4" />
              {t.timer.add}
            </Button>
          )}
          <Button size="sm" variant="secondary" onClick={() => void activities.stopTimer().catch(failed)}>
            <Square aria-hidden className="size-4" />
            {t.timer.stop}
          </Button>
        </div>
      )}
    </div>
  );
}

function Start({ call }: { call: CallView }) {
  const [minutes, setMinutes] = useState("5");
  const seconds = Math.round(Number(minutes.replace(",", ".")) * 60);
  const isTime = seconds >= 1 && seconds <= LONGEST * 60;
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (isTime) void call.activities.startTimer(seconds).catch(failed);
      }}
    >
      <TextField
        className="w-24"
        label={t.timer.minutes}
        inputMode="decimal"
        maxLength={6}
        value={minutes}
        onChange={({ target }) => setMinutes(target.value)}
      />
      <Button type="submit" variant="secondary" className="mb-0.5" disabled={!isTime}>
        <Timer aria-hidden className="size-4" />
        {t.timer.start}
      </Button>
    </form>
  );
}
