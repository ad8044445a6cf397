import { ChevronLeft, ChevronRight } from "lucide-react";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

import type { CallView, Tile } from "~/call/view";
import { cx } from "~/lib/cx";
import { useReadable, useSelected } from "~/lib/useReadable";
import { useSize } from "~/lib/useSize";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { Part } from "~/ui/Part";

import { arrange } from "./arrange";
import { CallTile } from "./CallTile";
import type { Rect } from "./grid";

export function Stage({ call }: { call: CallView }) {
  const tiles = useReadable(call.tiles);
  // The last pictures stay, dimmed, while none come.
  const dimmed = useSelected(call.media, (media) => media === "stands");
  const [size, measure] = useSize();
  const several = useRef(false);
  // Who speaks changes what is shown only where not everybody has a place.
  const speaker = useSyncExternalStore(
    (listener) => call.dominantSpeaker.subscribe(listener),
    () => (several.current ? call.dominantSpeaker.get() : null),
  );
  const [wanted, setWanted] = useState(0);
  const [pinned, setPinned] = useState<string | null>(null);
  const { placed, page, pages } = arrange(tiles, size, wanted, { pinned, speaker });
  const pin = useCallback((id: string) => setPinned((now) => (now === id ? null : id)), []);
  const canPin = tiles.length > 1;

  useEffect(() => {
    several.current = pages > 1;
  }, [pages]);
  useEffect(() => {
    const tile = tiles.find(({ id }) => id === pinned);
    call.prefer(tile?.participantId ?? null);
  }, [call, tiles, pinned]);

  return (
    <div className="relative min-h-0 min-w-0 flex-1">
      <div
        ref={measure}
        className={cx("absolute inset-0 overflow-hidden transition-opacity duration-200", dimmed && "opacity-45")}
      >
        {placed.map(({ tile, rect, floating }) => (
          <Part
            key={tile.id}
            name={tile.local ? t.parts.ownTile : t.parts.tileOf(tile.username)}
            place={placeOf(tile, rect)}
          >
            <CallTile
              call={call}
              tile={tile}
              rect={rect}
              floating={floating}
              pinned={tile.id === pinned}
              onPin={canPin ? pin : undefined}
            />
          </Part>
        ))}
      </div>
      {pages > 1 && (
        <nav
          aria-label={t.tile.pages}
          className="absolute bottom-3 left-1/2 z-10 flex -translate-x-1/2 items-center gap-1 rounded-full bg-scrim p-1 text-on-stage"
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

/** Where it is said that a tile failed. */
function placeOf({ participantId, source, local }: Tile, { x: left, y: top, width, height }: Rect) {
  return {
    "data-testid": "tile",
    "data-participant": participantId,
    "data-source": source,
    "data-local": local,
    className: "absolute content-center overflow-hidden rounded-lg bg-tile",
    style: { left, top, width, height },
  };
}
