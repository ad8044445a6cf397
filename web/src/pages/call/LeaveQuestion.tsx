import { useEffect } from "react";
import { useBlocker } from "react-router";

import type { CallView } from "~/call/view";
import { useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";

/** Asks before a step back, a reload or a closed tab ends the call. The button for leaving does not ask. */
export function LeaveQuestion({ call }: { call: CallView }) {
  const inCall = useSelected(call.phase, ({ name }) => name === "inCall");
  const blocker = useBlocker(
    // As it is now: whoever is moved elsewhere has left a moment before.
    ({ currentLocation, nextLocation }) =>
      call.phase.get().name === "inCall" && currentLocation.pathname !== nextLocation.pathname,
  );
  const stay = (): void => blocker.reset?.();
  const leave = (): void => {
    // First, since the page that comes may begin by loading anew: that would ask once more.
    call.leave();
    blocker.proceed?.();
  };

  useEffect(() => {
    if (!inCall) return undefined;
    const ask = (event: BeforeUnloadEvent): void => {
      if (call.phase.get().name !== "inCall") return;
      event.preventDefault();
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- Older browsers ask for this only.
      event.returnValue = true;
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [inCall, call]);

  return (
    <Dialog open={blocker.state === "blocked"} onOpenChange={stay} title={t.call.leaveHeading} text={t.call.leaveText}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="secondary" onClick={stay}>
          {t.call.stay}
        </Button>
        <Button variant="danger" onClick={leave}>
          {t.call.leaveNow}
        </Button>
      </div>
    </Dialog>
  );
}
