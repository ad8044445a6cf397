// Says who came and who went, for those who do not watch the tiles.
import { useEffect } from "react";

import type { CallView, Participant } from "~/call/view";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

/** Those who are not among the others. */
function missing(these: readonly Participant[], others: readonly Participant[]): Participant[] {
  const known = new Set(others.map(({ id }) => id));
  return these.filter(({ id }) => !known.has(id));
}

export function useArrivals(call: CallView): void {
  useEffect(() => {
    let before = call.participants.get();
    return call.participants.subscribe(() => {
      const now = call.participants.get();
      const came = missing(now, before);
      const went = missing(before, now);
      before = now;
      // One's own going is no news of others.
      if (call.phase.get().name !== "inCall" || !call.isRosterWhole) return;
      // After a reconnect all of the list may be new: that is no news.
      if (came.length === 1 && came[0]) toast(t.call.joined(isolated(came[0].username)));
      else if (went.length === 1 && went[0]) toast(t.call.wentAway(isolated(went[0].username)));
    });
  }, [call]);
}
