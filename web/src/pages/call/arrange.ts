// Which tiles are on the stage, and where: a grid, one large and oneself small, or a screen and a strip.
import { capacity, GAP, gridRects, rounded, type Rect, type Size } from "./grid";
import type { View } from "./stageView";

/** What has a place there: a person, what they present, or the board. */
export interface Placeable {
  id: string;
  participantId: string;
  source: "camera" | "screen" | "board";
  local: boolean;
  spotlight: boolean;
}

export interface Placed<T extends Placeable> {
  tile: T;
  rect: Rect;
  /** Lies on top of another tile. */
  floating: boolean;
}

export interface Arrangement<T extends Placeable> {
  placed: readonly Placed<T>[];
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

export interface Looks {
  view: View;
  /** Tiles on a page at most; 0: as many as are of use. */
  perPage: number;
}

const NO_FOCUS: Focus = { pinned: null, speaker: null };
const USUAL: Looks = { view: "auto", perPage: 0 };
const STRIP = { share: 0.19, least: 150, most: 248 };
const FLOATING = { share: 0.19, least: 150, most: 264, margin: 12 };

export function arrange<T extends Placeable>(
  tiles: readonly T[],
  space: Size,
  page: number,
  focus = NO_FOCUS,
  { view, perPage }: Looks = USUAL,
): Arrangement<T> {
  if (space.width < 40 || space.height < 40) return { placed: [], page: 0, pages: 1 };
  const large = largeOf(tiles, view, focus);
  if (view === "spotlight" && large.length > 0) {
    return { placed: place(large, cells(large.length, space)), page: 0, pages: 1 };
  }
  const others = besides(tiles, large);
  if (large.length > 0 && others.length > 0) return beside(large, others, space, page, focus.speaker, perPage);
  const [other, self] = tiles;
  if (view === "auto" && tiles.length === 2 && other && self?.local) {
    return {
      placed: [
        { tile: other, rect: { x: 0, y: 0, ...space }, floating: false },
        { tile: self, rect: corner(space), floating: true },
      ],
      page: 0,
      pages: 1,
    };
  }
  const most = atMost(capacity(space), perPage);
  const shown = paged(tiles, most, page, focus.speaker);
  return { ...shown, placed: place(shown.items, gridRects(shown.items.length, space)) };
}

/** Those that are larger than the others: what was asked for, what is presented and the board, or who speaks. */
function largeOf<T extends Placeable>(tiles: readonly T[], view: View, { pinned, speaker }: Focus): readonly T[] {
  const asked = tiles.filter(({ id }) => id === pinned);
  if (asked.length > 0) return asked;
  const lit = tiles.filter(({ spotlight }) => spotlight);
  if (lit.length > 0 || view === "tiles") return lit;
  const screens = tiles.filter(({ source }) => source !== "camera");
  if (screens.length > 0 || view === "auto") return screens;
  const spoken = tiles.find(({ participantId, local }) => participantId === speaker && !local);
  return spoken ? [spoken] : tiles.slice(0, 1);
}

/**
 * The others. Who presents comes first, beside it, but oneself is last all the same. Of those who speak in turn each leaves the place to the
 * one who would be large without a speaker, so that nobody else moves.
 */
function besides<T extends Placeable>(tiles: readonly T[], large: readonly T[]): readonly T[] {
  const [one, ...more] = large;
  const [first] = tiles;
  if (one?.source === "camera" && more.length === 0 && first && first !== one) {
    return tiles.slice(1).map((tile) => (tile === one ? first : tile));
  }
  const others = tiles.filter((tile) => !large.includes(tile));
  const presents = new Set(
    large.filter(({ source, local }) => source === "screen" && !local).map(({ participantId }) => participantId),
  );
  const [presenters, rest] = [true, false].map((does) =>
    others.filter(({ participantId }) => presents.has(participantId) === does),
  );
  return [...(presenters ?? []), ...(rest ?? [])];
}

function atMost(fitting: number, perPage: number): number {
  return perPage === 0 ? fitting : Math.min(fitting, perPage);
}

/** Some large, and the others in a strip at the side or below. */
function beside<T extends Placeable>(
  large: readonly T[],
  others: readonly T[],
  space: Size,
  page: number,
  speaker: string | null,
  perPage: number,
): Arrangement<T> {
  const wide = space.width > space.height;
  const long = wide ? space.height : space.width;
  const width = wide ? clamp(space.width * STRIP.share, STRIP) : (space.width - 2 * GAP) / 2.5;
  const height = (width * 9) / 16;
  const step = (wide ? height : width) + GAP;
  const fitting = Math.max(1, Math.floor((long + GAP) / step));
  const shown = paged(others, atMost(fitting, perPage), page, speaker);
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

interface Page<T> {
  items: readonly T[];
  page: number;
  pages: number;
}

function paged<T extends Placeable>(
  items: readonly T[],
  perPage: number,
  page: number,
  speaker: string | null,
): Page<T> {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const shown = Math.min(page, pages - 1);
  const ordered = shown === 0 ? withSpeaker(items, perPage, speaker) : items;
  return { items: ordered.slice(shown * perPage, (shown + 1) * perPage), page: shown, pages };
}

/** Who speaks is on the first page: in the last place there, so that the others stay where they are. */
function withSpeaker<T extends Placeable>(items: readonly T[], perPage: number, speaker: string | null): readonly T[] {
  const at = items.findIndex(({ participantId, local }) => participantId === speaker && !local);
  const spoken = items[at];
  if (!spoken || at < perPage) return items;
  return [...items.slice(0, perPage - 1), spoken];
}

function place<T extends Placeable>(tiles: readonly T[], rects: readonly Rect[]): Placed<T>[] {
  return tiles.flatMap((tile, index) => {
    const rect = rects[index];
    return rect ? [{ tile, rect, floating: false }] : [];
  });
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value));
}
