import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";

import { BOARD } from "~/call/board";
import type { CallView, Tile } from "~/call/view";
import { cx } from "~/lib/cx";
import { useReadable, useSelected } from "~/lib/useReadable";
import { useSize } from "~/lib/useSize";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { Part } from "~/ui/Part";

import { arrange, type Placeable } from "./arrange";
import { CallTile } from "./CallTile";
import { BoardTile } from "./drawing/BoardTile";
import { FloatingSigns } from "./FloatingSigns";
import type { Rect } from "./grid";
import { ownHidden, perPage, pin, pinned, view } from "./stageView";
import { useLastSpeaker } from "./useLastSpeaker";

/** Pixels that the way to the other pages takes, with its distance from the tiles. */
const PAGES = 48;
const BOARD_TILE = { id: BOARD, participantId: BOARD, source: "board", local: false, spotlight: false } as const;

export function Stage({ call }: { call: CallView }) {
  const all = useReadable(call.tiles);
  // The last pictures stay, dimmed, while none come.
  const dimmed = useSelected(call.media, (media) => media === "stands");
  const looks = { view: useReadable(view), perPage: useReadable(perPage) };
  const hidden = useReadable(ownHidden);
  const people = hidden && all.length > 1 ? all.filter(({ local, source }) => !local || source === "screen") : all;
  const isBoardOpen = useSelected(call.board.opener, (opener) => opener !== null);
  const tiles: readonly (Tile | typeof BOARD_TILE)[] = isBoardOpen ? [BOARD_TILE, ...people] : people;
  const [size, measure] = useSize();
  const [several, setSeveral] = useState(false);
  // Who speaks changes what is shown only where not everybody has the same place.
  const speaker = useLastSpeaker(call, several || looks.view === "spotlight" || looks.view === "sidebar");
  const [wanted, setWanted] = useState(0);
  const large = useReadable(pinned);
  const whole = arrange(tiles, size, wanted, { pinned: large, speaker }, looks);
  // What leads to the other pages lies over nobody.
  const above = { ...size, height: size.height - PAGES };
  const { placed, page, pages } =
    whole.pages > 1 ? arrange(tiles, above, wanted, { pinned: large, speaker }, looks) : whole;
  if (several !== pages > 1) setSeveral(pages > 1);
  const canPin = tiles.length > 1;

  useEffect(() => {
    const tile = people.find(({ id }) => id === large);
    call.prefer(tile?.participantId ?? null);
  }, [call, people, large]);

  return (
    <div className="relative min-h-0 min-w-0 flex-1">
      <div
        ref={measure}
        className={cx("absolute inset-0 overflow-hidden transition-opacity duration-200", dimmed && "opacity-45")}
      >
        {placed.map(({ tile, rect, floating }) => (
          <Part key={tile.id} name={partOf(tile)} place={placeOf(tile, rect)}>
            {tile.source === "board" ? (
              <BoardTile call={call} rect={rect} pinned={tile.id === large} onPin={canPin ? pin : undefined} />
            ) : (
              <CallTile
                call={call}
                tile={tile}
                rect={rect}
                floating={floating}
                pinned={tile.id === large}
                onPin={canPin ? pin : undefined}
              />
            )}
          </Part>
        ))}
      </div>
      <FloatingSigns call={call} />
      {pages > 1 && (
        <nav
          aria-label={t.tile.pages}
          className="absolute bottom-0 left-1/2 z-10 flex -translate-x-1/2 items-center gap-1 rounded-full bg-scrim p-1 text-on-stage"
        >
          <IconButton
            icon={ChevronLeft}
            label={t.tile.previousPage}
            size="sm"
            disabled={page === 0}
            onClick={() => setWanted(page - 1)}
          />
          <span className="px-1 text-xs tabular-nums">
            {page + 1} / {pages}
          </span>
          <IconButton
            icon={ChevronRight}
            label={t.tile.nextPage}
            size="sm"
            disabled={page === pages - 1}
            onClick={() => setWanted(page + 1)}
          />
        </nav>
      )}
    </div>
  );
}

function partOf(tile: Tile | typeof BOARD_TILE): string {
  if (tile.source === "board") return t.board.name;
  return tile.local ? t.parts.ownTile : t.parts.tileOf(tile.username);
}

/** Where it is said that a tile failed. */
function placeOf({ participantId, source, local }: Placeable, { x: left, y: top, width, height }: Rect) {
  return {
    "data-testid": "tile",
    "data-participant": participantId,
    "data-source": source,
    "data-local": local,
    className: "absolute content-center overflow-hidden rounded-lg bg-tile",
    style: { left, top, width, height },
  };
}
