import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Retries } from "./retries";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** How long an attempt waits that is scheduled now. */
function patience(retries: Retries): number {
  const began = Date.now();
  retries.schedule(() => undefined);
  vi.runAllTimers();
  return Date.now() - began;
}

it("waits twice as long each time, up to a limit", () => {
  const retries = new Retries();
  const waits = Array.from({ length: 7 }, () => patience(retries));
  expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 16_000, 16_000]);
});

it("waits not as long as all others do", () => {
  vi.mocked(Math.random).mockReturnValue(0);
  expect(patience(new Retries())).toBe(750);
  vi.mocked(Math.random).mockReturnValue(0.9);
  expect(patience(new Retries())).toBe(1200);
});

it("starts over once something worked", () => {
  const retries = new Retries();
  patience(retries);
  patience(retries);
  retries.succeeded();
  expect(patience(retries)).toBe(1000);
});

it("tries only the last that failed", () => {
  const retries = new Retries();
  const [former, latter] = [vi.fn(), vi.fn()];
  retries.schedule(former);
  retries.schedule(latter);
  vi.runAllTimers();
  expect(former).not.toHaveBeenCalled();
  expect(latter).toHaveBeenCalledOnce();
});

it("tries nothing after a reset", () => {
  const retries = new Retries();
  const attempt = vi.fn();
  retries.schedule(attempt);
  retries.reset();
  vi.runAllTimers();
  expect(attempt).not.toHaveBeenCalled();
});
