// Says who came and who went, for those who do not watch the tiles.
import { useEffect } from "react";

import type { CallView } from "~/call/view";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

export function useArrivals(call: CallView): void {
  useEffect(() => {
    let before = call.participants.get();
    return call.participants.subscribe(() => {
      const now = call.participants.get();
      const came = now.filter(({ id }) => !before.some((other) => other.id === id));
      const went = before.filter(({ id }) => !now.some((other) => other.id === id));
      before = now;
      // One's own going is no news of others.
      if (call.phase.get().name !== "inCall") return;
      // After a reconnect all of the list may be new: that is no news.
      if (came.length === 1 && came[0]) toast(t.call.joined(isolated(came[0].username)));
      else if (went.length === 1 && went[0]) toast(t.call.wentAway(isolated(went[0].username)));
    });
  }, [call]);
}
