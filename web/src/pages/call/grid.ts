// How tiles share a space: as large as they can be, near 16:9, the last row in the middle.

export interface Size {
  width: number;
  height: number;
}

export interface Rect extends Size {
  x: number;
  y: number;
}

export const GAP = 8;
const WIDEST = 16 / 9;
/** A tile may be as narrow as this, where the space is wide or tall. */
const NARROWEST = { wide: 4 / 3, tall: 9 / 16 };
/** Smaller than this, a face says nothing. */
const SMALLEST: Size = { width: 160, height: 100 };
const MOST = 49;

export interface Grid {
  columns: number;
  rows: number;
  tile: Size;
}

/** The columns that give `count` tiles the largest area in a space. */
export function bestGrid(count: number, space: Size): Grid {
  const narrowest = space.height > space.width ? NARROWEST.tall : NARROWEST.wide;
  let best: Grid = { columns: 1, rows: Math.max(1, count), tile: { width: 0, height: 0 } };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cell = {
      width: (space.width - GAP * (columns - 1)) / columns,
      height: (space.height - GAP * (rows - 1)) / rows,
    };
    if (cell.width <= 0 || cell.height <= 0) continue;
    const width = Math.min(cell.width, cell.height * WIDEST);
    const height = Math.min(cell.height, width / narrowest);
    if (width * height > best.tile.width * best.tile.height + 1) {
      best = { columns, rows, tile: { width, height } };
    }
  }
  return best;
}

/** Where each of `count` tiles is. */
export function gridRects(count: number, space: Size): Rect[] {
  const { columns, rows, tile } = bestGrid(count, space);
  const top = (space.height - rows * tile.height - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (space.width - inRow * tile.width - (inRow - 1) * GAP) / 2;
    return rounded({
      x: left + (index % columns) * (tile.width + GAP),
      y: top + row * (tile.height + GAP),
      ...tile,
    });
  });
}

/** How many tiles a space takes before they are too small to be of use. */
export function capacity(space: Size): number {
  let count = 1;
  const least = Math.min(SMALLEST.width, (space.width - GAP) / 2);
  for (let more = 2; more <= MOST; more++) {
    const { tile } = bestGrid(more, space);
    if (tile.width >= least && tile.height >= SMALLEST.height) count = more;
  }
  return count;
}

/** On whole pixels, so that edges are sharp. */
export function rounded({ x, y, width, height }: Rect): Rect {
  return { x: Math.round(x), y: Math.round(y), width: Math.floor(width), height: Math.floor(height) };
}
