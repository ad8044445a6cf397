import { Hand } from "lucide-react";

import type { CallView, Tile } from "~/call/view";
import { useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";

/** Who leads sees that somebody waits for the word, for as long as they do. */
export function HandsNotice({ call, onOpen }: { call: CallView; onOpen: () => void }) {
  const first = useSelected(call.tiles, (tiles) => queue(tiles).find(({ hand }) => hand === 1));
  const count = useSelected(call.tiles, (tiles) => queue(tiles).length);
  if (!first) return null;
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex h-9 max-w-full animate-fade items-center gap-2 rounded-full bg-amber px-3.5 font-semibold text-stage shadow-float focus-visible:outline-speaking"
    >
      <Hand aria-hidden className="size-4 shrink-0" />
      <span className="truncate">{t.hands.waiting(isolated(first.username), count - 1)}</span>
    </button>
  );
}

const queue = (tiles: readonly Tile[]): readonly Tile[] => tiles.filter(({ hand, local }) => hand !== null && !local);
