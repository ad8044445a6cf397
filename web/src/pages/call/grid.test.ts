import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { bestGrid, capacity, gridRects, type Rect } from "./grid";

const space = fc.record({ width: fc.integer({ min: 200, max: 3840 }), height: fc.integer({ min: 200, max: 2160 }) });
const count = fc.integer({ min: 1, max: 49 });

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe("gridRects", () => {
  it("keeps all tiles inside and apart", () =>
    fc.assert(
      fc.property(count, space, (n, size) => {
        const rects = gridRects(n, size);
        expect(rects).toHaveLength(n);
        rects.forEach((rect, index) => {
          expect(rect.x).toBeGreaterThanOrEqual(0);
          expect(rect.y).toBeGreaterThanOrEqual(0);
          expect(rect.x + rect.width).toBeLessThanOrEqual(size.width + 1);
          expect(rect.y + rect.height).toBeLessThanOrEqual(size.height + 1);
          for (const other of rects.slice(index + 1)) expect(overlap(rect, other)).toBe(false);
        });
      }),
    ));

  it("puts the last row in the middle", () => {
    const rects = gridRects(5, { width: 1280, height: 720 });
    const lastRow = rects.filter(({ y }) => y === rects.at(-1)?.y);
    const left = Math.min(...lastRow.map(({ x }) => x));
    const right = Math.max(...lastRow.map(({ x, width }) => x + width));
    expect(Math.abs(left - (1280 - right))).toBeLessThanOrEqual(2);
  });
});

describe("bestGrid", () => {
  it("has no better number of columns", () =>
    fc.assert(
      fc.property(count, space, (n, size) => {
        const { tile, columns, rows } = bestGrid(n, size);
        expect(columns * rows).toBeGreaterThanOrEqual(n);
        expect(columns * (rows - 1)).toBeLessThan(n);
        const one = Math.min(size.width, size.height);
        expect(tile.width).toBeGreaterThan(0);
        expect(tile.width * tile.height * n).toBeLessThanOrEqual(size.width * size.height);
        if (n === 1) expect(Math.max(tile.width, tile.height)).toBeGreaterThanOrEqual(one - 1);
      }),
    ));
});

describe("capacity", () => {
  it("is 49 on a large screen, and fewer on a phone", () => {
    expect(capacity({ width: 1920, height: 1000 })).toBe(49);
    const phone = capacity({ width: 374, height: 740 });
    expect(phone).toBeGreaterThanOrEqual(6);
    expect(phone).toBeLessThan(20);
  });
});
