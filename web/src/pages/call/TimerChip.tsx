// What is left of the meeting's timer, where everybody sees it; its end is heard, gently.
import { Timer } from "lucide-react";
import { useEffect } from "react";

import type { RunningTimer } from "~/call/activities";
import type { CallView } from "~/call/view";
import type { Devices } from "~/devices/devices";
import { playTestSound } from "~/devices/soundCheck/chime";
import { cx } from "~/lib/cx";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { duration } from "~/text/time";
import { toast } from "~/ui/toast";

import { useCountdown } from "./useCountdown";

/** Seconds for which it stands out. */
const SOON = 30;
/** Milliseconds for which its end is still news, as after a sleep. */
const NEWS = 5000;

interface Props {
  call: CallView;
  devices: Devices;
  onOpen: () => void;
}

export function TimerChip({ call, devices, onOpen }: Props) {
  const timer = useReadable(call.activities.timer);
  return timer && <Chip key={timer.endsAt} timer={timer} devices={devices} onOpen={onOpen} />;
}

function Chip({ timer, devices, onOpen }: { timer: RunningTimer; devices: Devices; onOpen: () => void }) {
  const left = useCountdown(timer.endsAt);
  const isOver = left === 0;
  useEffect(() => {
    if (!isOver || Date.now() > timer.endsAt + NEWS) return;
    toast(t.timer.over);
    void playTestSound(devices.effective("speaker")).catch(() => undefined);
  }, [isOver, timer, devices]);
  if (isOver) return null;
  return (
    <button
      type="button"
      aria-label={t.timer.left(duration(left))}
      onClick={onOpen}
      className={cx(
        "flex h-9 items-center self-start gap-2 rounded-full px-3.5 font-semibold tabular-nums shadow-float focus-visible:outline-speaking",
        left <= SOON ? "bg-amber text-stage" : "bg-scrim text-on-stage",
      )}
    >
      <Timer aria-hidden className="size-4 shrink-0" />
      {duration(left)}
    </button>
  );
}
