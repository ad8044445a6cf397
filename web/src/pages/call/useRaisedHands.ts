// Says whose hand goes up, for those who do not watch the tiles.
import { useEffect } from "react";

import type { CallView, Tile } from "~/call/view";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

const raised = (tiles: readonly Tile[]): readonly Tile[] => tiles.filter(({ hand, local }) => hand !== null && !local);

export function useRaisedHands(call: CallView): void {
  useEffect(() => {
    let before = new Set<string>();
    const look = (): void => {
      const now = raised(call.tiles.get());
      const fresh = now.filter(({ participantId }) => !before.has(participantId));
      before = new Set(now.map(({ participantId }) => participantId));
      // Those that were up before one came are no news.
      if (call.phase.get().name !== "inCall" || !call.isRosterWhole) return;
      if (fresh.length === 1 && fresh[0]) toast(t.hands.raised(isolated(fresh[0].username)));
      else if (fresh.length > 1) toast(t.hands.several(fresh.length));
    };
    for (const { participantId } of raised(call.tiles.get())) before.add(participantId);
    return call.tiles.subscribe(look);
  }, [call]);
}
