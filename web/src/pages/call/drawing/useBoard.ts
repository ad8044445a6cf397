// Who may do what with the room's board, as the server has it too; and news of it.
import { useEffect, useRef } from "react";

import { BOARD } from "~/call/board";
import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

import { failed } from "~/pages/call/failed";
import { drawingOn } from "./tool";

/** Who opened it may take all away, and who leads. */
export function useClearsBoard(call: CallView): boolean {
  const opener = useReadable(call.board.opener);
  const leads = useSelected(call.leading.permissions, (may) => may.has("moderate"));
  const own = useSelected(call.tiles, () => ownIdOf(call));
  return leads || opener === own;
}

/** So may anybody who might have opened it, once who did is gone. */
export function useClosesBoard(call: CallView): boolean {
  const clears = useClearsBoard(call);
  const opener = useReadable(call.board.opener);
  const presents = useSelected(call.leading.permissions, (may) => may.has("present"));
  const isHere = useSelected(call.participants, (people) => people.some(({ userId }) => userId === opener));
  return opener !== null && (clears || (presents && !isHere));
}

/** What one may do with it now; null: nothing. */
export function useBoardLabel(call: CallView): string | null {
  const isOpen = useReadable(call.board.opener) !== null;
  const closes = useClosesBoard(call);
  const presents = useSelected(call.leading.permissions, (may) => may.has("present"));
  if (isOpen) return closes ? t.board.close : null;
  return presents ? t.board.open : null;
}

/** Opens it, to be drawn on. */
export async function openBoard(call: CallView): Promise<void> {
  try {
    await call.board.open();
    if (call.leading.permissions.get().has("draw")) drawingOn.set(BOARD);
  } catch (error) {
    failed(error);
  }
}

/** Says that somebody else opened it, or that it is put away. */
export function useBoardNews(call: CallView): void {
  const opener = useReadable(call.board.opener);
  const before = useRef(opener);
  useEffect(() => {
    const was = before.current;
    before.current = opener;
    if (opener === null && drawingOn.get() === BOARD) drawingOn.set(null);
    if (was === opener) return;
    if (opener === null) toast(t.board.closed);
    else if (opener !== ownIdOf(call)) {
      const person = call.participants.get().find(({ userId }) => userId === opener);
      toast(t.board.openedBy(person ? isolated(person.username) : null));
    }
  }, [call, opener]);
}

function ownIdOf(call: CallView): string | undefined {
  return call.tiles.get().find(({ local }) => local)?.userId;
}
