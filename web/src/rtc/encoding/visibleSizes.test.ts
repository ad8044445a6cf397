import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { VisibleSizes } from "./visibleSizes";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const changes: number[] = [];
  const sizes: VisibleSizes = new VisibleSizes((who, source) => changes.push(sizes.get(who, source)));
  return { sizes, changes };
}

it("wants a picture that comes into sight at once", () => {
  const { sizes, changes } = watched();
  expect(sizes.get("ada", "camera")).toBe(0);
  sizes.set("ada", "camera", 360);
  expect(changes).toEqual([360]);
});

it("waits until a tile has the size that it was going to", () => {
  const { sizes, changes } = watched();
  sizes.set("ada", "camera", 360);
  for (const height of [300, 240, 180]) sizes.set("ada", "camera", height);
  expect(changes).toEqual([360]);
  vi.runAllTimers();
  expect(changes).toEqual([360, 180]);
});

it("lets a tile go that stays out of sight, and none that comes back", () => {
  const { sizes, changes } = watched();
  sizes.set("ada", "camera", 360);
  sizes.set("ada", "camera", 0);
  sizes.set("ada", "camera", 360);
  vi.runAllTimers();
  expect(changes).toEqual([360]);
  sizes.set("ada", "camera", 0);
  vi.runAllTimers();
  expect(changes).toEqual([360, 0]);
});

it("tells pictures apart, and is silent once closed", () => {
  const { sizes, changes } = watched();
  sizes.set("ada", "camera", 180);
  sizes.set("ada", "screen", 720);
  sizes.set("ben", "camera", 0);
  sizes.close();
  vi.runAllTimers();
  expect(changes).toEqual([180, 720]);
  expect(sizes.get("ada", "screen")).toBe(720);
});
