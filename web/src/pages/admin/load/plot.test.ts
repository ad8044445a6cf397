import { expect, it } from "vitest";

import { axisTop, gaps, linePath, spaced, timeMarks } from "./plot";

it("ends an axis at a round number that nothing is above", () => {
  expect([0, 1, 1.2, 3, 5, 5.1, 99, 100, 101, 0.3].map((value) => axisTop(value))).toEqual([
    1, 1, 2, 5, 5, 10, 100, 100, 200, 1,
  ]);
  expect(axisTop(3, 100)).toBe(100);
});

it("draws a line in pieces, with nothing where nothing is known", () => {
  expect(linePath([0, 5, null, 10, null, 2, 2], 70, 100, 10)).toBe("M5 100L15 50M35 0h0.01M55 80L65 80");
  expect(linePath([null, null], 20, 10, 1)).toBe("");
  // What is above the axis stays in the picture.
  expect(linePath([50], 10, 100, 10)).toBe("M5 0h0.01");
});

it("knows where nothing ran, but for what is under way", () => {
  expect(gaps([null, null, 1, null, 2, null], 60)).toEqual([
    { x: 0, width: 20 },
    { x: 30, width: 10 },
  ]);
  expect(gaps([1, null, null, null], 40)).toEqual([{ x: 10, width: 30 }]);
  expect(gaps([null, null], 20)).toEqual([{ x: 0, width: 20 }]);
  expect(gaps([1, 2], 20)).toEqual([]);
});

it("marks times on the clock: quarters of an hour, of a day, and days", () => {
  const at = (day: number, hour: number, minute = 0): Date => new Date(2026, 2, day, hour, minute);
  expect(timeMarks(at(3, 9, 50), at(3, 10, 50))).toEqual([at(3, 10), at(3, 10, 15), at(3, 10, 30), at(3, 10, 45)]);
  expect(timeMarks(at(3, 9), at(4, 9))).toEqual([at(3, 12), at(3, 18), at(4, 0), at(4, 6)]);
  expect(timeMarks(at(3, 9), at(10, 9))).toEqual([4, 5, 6, 7, 8, 9, 10].map((day) => at(day, 0)));
});

it("keeps so many marks that what is written at them stays apart", () => {
  expect(spaced([70, 132, 194], 76)).toEqual([70, 194]);
  expect(spaced([70, 150, 230], 76)).toEqual([70, 150, 230]);
  expect(spaced([10, 45, 80, 115, 150, 185, 220], 76)).toEqual([10, 115, 220]);
  expect(spaced([70], 76)).toEqual([70]);
  expect(spaced([], 76)).toEqual([]);
});
