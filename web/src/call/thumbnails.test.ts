import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { SignalingError } from "~/signaling/signalingError";

import { Thumbnails } from "./thumbnails";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const blob = (text: string): Blob => new Blob([text]);
const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

it("has what was made here, and fetches what was not, once", async () => {
  const thumbnails = new Thumbnails();
  const own = blob("own");
  thumbnails.keep("a", own);
  const load = vi.fn(() => Promise.resolve(blob("other")));
  expect(await thumbnails.get("a", load)).toBe(own);
  expect(load).not.toHaveBeenCalled();
  const [first, second] = await Promise.all([thumbnails.get("b", load), thumbnails.get("b", load)]);
  expect(first).toBe(second);
  expect(load).toHaveBeenCalledOnce();
});

it("fetches a few at a time, and all in the end", async () => {
  const thumbnails = new Thumbnails();
  const under: ((blob: Blob) => void)[] = [];
  const load = () => new Promise<Blob>((resolve) => under.push(resolve));
  const all = Promise.all(Array.from({ length: 10 }, (_, index) => thumbnails.get(`file ${index}`, load)));
  await soon();
  expect(under).toHaveLength(4);
  for (let index = 0; index < 10; index += 1) {
    under[index]?.(blob(String(index)));
    await soon();
    expect(under).toHaveLength(Math.min(10, index + 5));
  }
  expect(await all).toHaveLength(10);
  // Nobody holds a place for good.
  const again = Array.from({ length: 4 }, (_, index) => thumbnails.get(`later ${index}`, load));
  await soon();
  expect(under).toHaveLength(14);
  for (const resolve of under.slice(10)) resolve(blob("later"));
  await Promise.all(again);
});

it("tries again what failed, and asks anew for what failed for good", async () => {
  const thumbnails = new Thumbnails();
  const load = vi.fn<() => Promise<Blob>>().mockRejectedValue(new SignalingError("offline", ""));
  const failed = expect(thumbnails.get("a", load)).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(60_000);
  await failed;
  expect(load).toHaveBeenCalledTimes(3);
  load.mockResolvedValueOnce(blob("there"));
  expect(await (await thumbnails.get("a", load)).text()).toBe("there");
});

it("does not ask again for what is gone", async () => {
  const load = vi.fn<() => Promise<Blob>>().mockRejectedValue(new SignalingError("file_not_found", ""));
  await expect(new Thumbnails().get("a", load)).rejects.toThrow();
  expect(load).toHaveBeenCalledOnce();
});

it("keeps the last ones that somebody looked at", async () => {
  const thumbnails = new Thumbnails();
  const load = vi.fn(() => Promise.resolve(blob("x")));
  await thumbnails.get("first", load);
  for (let index = 0; index < 99; index += 1) await thumbnails.get(`file ${index}`, load);
  await thumbnails.get("first", load);
  expect(load).toHaveBeenCalledTimes(100);
  await thumbnails.get("one more", load);
  await thumbnails.get("first", load);
  expect(load).toHaveBeenCalledTimes(101);
  await thumbnails.get("file 0", load);
  expect(load).toHaveBeenCalledTimes(102);
});
