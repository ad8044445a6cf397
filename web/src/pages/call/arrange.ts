// Which tiles are on the stage, and where: a grid, one large and oneself small, or a screen and a strip.
import type { Tile } from "~/call/view";

import { capacity, GAP, gridRects, rounded, type Rect, type Size } from "./grid";

export interface Placed {
  tile: Tile;
  rect: Rect;
  /** Lies on top of another tile. */
  floating: boolean;
}

export interface Arrangement {
  placed: readonly Placed[];
  /** Counted from 0; the one asked for, or the last there is. */
  page: number;
  pages: number;
}

export interface Focus {
  /** The tile that this person wants large. */
  pinned: string | null;
  /** The participant who speaks. */
  speaker: string | null;
}

const NO_FOCUS: Focus = { pinned: null, speaker: null };
const STRIP = { share: 0.19, least: 150, most: 248 };
const FLOATING = { share: 0.19, least: 150, most: 264, margin: 12 };

export function arrange(tiles: readonly Tile[], space: Size, page: number, focus = NO_FOCUS): Arrangement {
  if (space.width < 40 || space.height < 40) return { placed: [], page: 0, pages: 1 };
  const pinned = tiles.filter(({ id }) => id === focus.pinned);
  const large = pinned.length > 0 ? pinned : tiles.filter(({ source }) => source === "screen");
  if (large.length > 0) {
    return beside(
      large,
      tiles.filter((tile) => !large.includes(tile)),
      space,
      page,
      focus.speaker,
    );
  }
  const cameras = tiles;
  const [other, self] = cameras;
  if (cameras.length === 2 && other && self?.local) {
    return {
      placed: [
        { tile: other, rect: { x: 0, y: 0, ...space }, floating: false },
        { tile: self, rect: corner(space), floating: true },
      ],
      page: 0,
      pages: 1,
    };
  }
  const shown = paged(cameras, capacity(space), page, focus.speaker);
  return { ...shown, placed: place(shown.items, gridRects(shown.items.length, space)) };
}

/** Some large, and the others in a strip at the side or below. */
function beside(
  large: readonly Tile[],
  others: readonly Tile[],
  space: Size,
  page: number,
  speaker: string | null,
): Arrangement {
  const wide = space.width > space.height;
  const long = wide ? space.height : space.width;
  const width = wide ? clamp(space.width * STRIP.share, STRIP) : (space.width - 2 * GAP) / 2.5;
  const height = (width * 9) / 16;
  const step = (wide ? height : width) + GAP;
  const shown = paged(others, Math.max(1, Math.floor((long + GAP) / step)), page, speaker);
  const start = (long - shown.items.length * step + GAP) / 2;
  const strip = shown.items.map((_, index): Rect => {
    const along = start + index * step;
    return rounded(
      wide
        ? { x: space.width - width, y: along, width, height }
        : { x: along, y: space.height - height, width, height },
    );
  });
  const rest = wide
    ? { width: space.width - width - GAP, height: space.height }
    : { width: space.width, height: space.height - height - GAP };
  return { ...shown, placed: [...place(large, cells(large.length, rest)), ...place(shown.items, strip)] };
}

/** Large pictures fill their cells; a screen keeps its own shape inside. */
function cells(count: number, space: Size): Rect[] {
  const wide = space.width > space.height;
  const columns = wide ? Math.ceil(Math.sqrt(count)) : 1;
  const rows = Math.ceil(count / columns);
  const width = (space.width - GAP * (columns - 1)) / columns;
  const height = (space.height - GAP * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, index) =>
    rounded({ x: (index % columns) * (width + GAP), y: Math.floor(index / columns) * (height + GAP), width, height }),
  );
}

function corner(space: Size): Rect {
  const wide = space.width > space.height;
  const width = wide ? clamp(space.width * FLOATING.share, FLOATING) : Math.max(96, space.width * 0.28);
  const height = wide ? (width * 9) / 16 : (width * 4) / 3;
  const { margin } = FLOATING;
  return rounded({ x: space.width - width - margin, y: space.height - height - margin, width, height });
}

interface Page {
  items: readonly Tile[];
  page: number;
  pages: number;
}

function paged(items: readonly Tile[], perPage: number, page: number, speaker: string | null): Page {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const shown = Math.min(page, pages - 1);
  const ordered = shown === 0 ? withSpeaker(items, perPage, speaker) : items;
  return { items: ordered.slice(shown * perPage, (shown + 1) * perPage), page: shown, pages };
}

/** Who speaks is on the first page: in the last place there, so that the others stay where they are. */
function withSpeaker(items: readonly Tile[], perPage: number, speaker: string | null): readonly Tile[] {
  const at = items.findIndex(({ participantId, local }) => participantId === speaker && !local);
  const spoken = items[at];
  if (!spoken || at < perPage) return items;
  return [...items.slice(0, perPage - 1), spoken];
}

function place(tiles: readonly Tile[], rects: readonly Rect[]): Placed[] {
  return tiles.flatMap((tile, index) => {
    const rect = rects[index];
    return rect ? [{ tile, rect, floating: false }] : [];
  });
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value));
}
