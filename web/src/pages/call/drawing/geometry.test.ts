import { describe, expect, it } from "vitest";

import { SCALE } from "~/call/drawings";

import { contentBox, pathOf, toPicture, unitsOf } from "./geometry";

describe("where a picture lies in its place", () => {
  it("is in the middle, with nothing at the sides or nothing above", () => {
    expect(contentBox({ width: 1600, height: 900 }, 4 / 3)).toEqual({ x: 200, y: 0, width: 1200, height: 900 });
    expect(contentBox({ width: 360, height: 640 }, 16 / 9)).toEqual({ x: 0, y: 218.75, width: 360, height: 202.5 });
    expect(contentBox({ width: 1280, height: 720 }, 16 / 9)).toEqual({ x: 0, y: 0, width: 1280, height: 720 });
  });

  it("has the same point at the same place of the picture in any window", () => {
    const aspect = 16 / 9;
    for (const size of [
      { width: 1900, height: 900 },
      { width: 360, height: 640 },
      { width: 777, height: 333 },
    ]) {
      const box = contentBox(size, aspect);
      const [x, y] = toPicture(box.x + box.width * 0.25, box.y + box.height * 0.75, box);
      expect(x / SCALE).toBeCloseTo(0.25, 4);
      expect(y / SCALE).toBeCloseTo(0.75, 4);
    }
  });

  it("has what is outside at its edge", () => {
    const box = contentBox({ width: 1600, height: 900 }, 4 / 3);
    expect(toPicture(0, 450, box)).toEqual([0, 32768]);
    expect(toPicture(5000, 5000, box)).toEqual([SCALE, SCALE]);
  });
});

describe("what strokes look like", () => {
  it("is in units of the picture, which are as high as they are wide", () => {
    expect(unitsOf([0, 0, SCALE, SCALE], 2)).toEqual([
      [0, 0],
      [1000, 500],
    ]);
  });

  it("is an outline that is closed, of a dot too", () => {
    for (const points of [
      [100, 100],
      [0, 0, 30_000, 20_000, 60_000, 1000],
    ]) {
      expect(pathOf({ tool: "pen", points }, 1.5)).toMatch(/^M[\d. -]+(Q[\d. -]+)+Z$/);
    }
  });

  it("is a head at the last point of an arrow, however far it went", () => {
    const path = pathOf({ tool: "arrow", points: [0, 32768, 10, 10, SCALE, 32768] }, 2) ?? "";
    expect(path).toContain("L1000 250L");
    expect(path).toMatch(/^M0 252\.5L976 252\.5L976 262/);
    expect(pathOf({ tool: "arrow", points: [5, 5] }, 2)).toBe("");
  });

  it("is nothing for what a newer page drew", () => {
    expect(pathOf({ tool: "stamp", points: [1, 1] }, 2)).toBeNull();
  });
});
