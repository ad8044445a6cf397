import { expect, it } from "vitest";

import { Smoothness } from "./smoothness";

/** After which of these frames, counted from 1, it is smooth; 0 if after none. */
function smoothAfter(...missed: number[]): number {
  const smoothness = new Smoothness();
  return missed.findIndex((count) => smoothness.add(count)) + 1;
}

it.each([
  { is: "as fast as the old one", missed: [1, 1, 1, 1, 1, 1], after: 6 },
  { is: "as fast, though not in step", missed: [0, 2, 1, 0, 2, 1], after: 6 },
  { is: "a little slower", missed: [1, 2, 1, 2, 1, 1], after: 6 },
  { is: "half as fast", missed: Array<number>(50).fill(2), after: 0 },
  { is: "half as fast at first", missed: [2, 2, 2, 2, 1, 1, 1, 1], after: 8 },
  { is: "late once", missed: [1, 1, 1, 3, 1, 1, 1, 1, 1, 1], after: 10 },
  { is: "beside one that stops", missed: [10, 0, 0], after: 3 },
  { is: "faster than the old one", missed: [0, 1, 0, 1, 0, 1], after: 6 },
])("takes for smooth what is $is after $after frames", ({ missed, after }) => {
  expect(smoothAfter(...missed)).toBe(after);
});
