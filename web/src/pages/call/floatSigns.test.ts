// @vitest-environment jsdom
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";

import { floatSign } from "./floatSigns";

interface Moving {
  playState: AnimationPlayState;
  onfinish: (() => void) | null;
  cancel: () => void;
}

const moving: Moving[] = [];
const cancelled: Moving[] = [];
const animate = vi.fn<(frames: Keyframe[]) => Moving>();
const sample = document.createElement("span");
let place: HTMLElement;

const finish = (one: Moving): void => {
  one.playState = "finished";
  one.onfinish?.();
};

const float = (count: number): void => {
  for (let sign = 0; sign < count; sign++) floatSign(sample, place, String(sign));
};

beforeAll(() => void vi.useFakeTimers());
afterAll(() => void vi.useRealTimers());

beforeEach(() => {
  place = document.createElement("div");
  document.body.replaceChildren(place);
  moving.length = cancelled.length = 0;
  animate.mockReset();
  animate.mockImplementation(() => {
    const one: Moving = { playState: "running", onfinish: null, cancel: () => void cancelled.push(one) };
    moving.push(one);
    return one;
  });
  Element.prototype.animate = animate as unknown as Element["animate"];
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
});

afterEach(() => {
  moving.forEach(finish);
  vi.advanceTimersByTime(1000);
});

it("lets forty float at a time, the newest, and leaves nothing behind", () => {
  for (let round = 0; round < 10; round++) {
    float(10);
    vi.advanceTimersByTime(400);
  }
  expect(place.children).toHaveLength(40);
  expect(place.lastElementChild?.textContent).toBe("9");
  moving.forEach(finish);
  vi.advanceTimersByTime(400);
  expect(place.children).toHaveLength(0);
  float(1);
  vi.advanceTimersByTime(400);
  expect(place.children).toHaveLength(1);
});

it("shows the newest of many, and those of oneself", () => {
  const own = document.createElement("div");
  own.dataset["local"] = "true";
  document.body.append(own);
  floatSign(sample, own, "own");
  float(20);
  vi.advanceTimersByTime(400);
  expect(own.children).toHaveLength(1);
  expect([...place.children].map(({ textContent }) => textContent)).toEqual(
    Array.from({ length: 7 }, (_, index) => String(13 + index)),
  );
});

it("takes out what has floated when others begin, not one by one", () => {
  float(2);
  vi.advanceTimersByTime(400);
  moving.forEach(finish);
  float(3);
  expect(place.children).toHaveLength(2);
  vi.advanceTimersByTime(400);
  expect(place.children).toHaveLength(3);
  expect(cancelled).toEqual(moving.slice(0, 2));
});

it("stops what gives way: out of the page it would keep the page busy", () => {
  for (let round = 0; round < 5; round++) {
    float(8);
    vi.advanceTimersByTime(400);
  }
  const oldest = moving.slice(0, 5);
  float(5);
  vi.advanceTimersByTime(400);
  expect(place.children).toHaveLength(40);
  expect(cancelled).toEqual(oldest);
});

it("shows one at once, and those close behind it together", () => {
  vi.advanceTimersByTime(1000);
  float(1);
  vi.advanceTimersByTime(0);
  expect(place.children).toHaveLength(1);
  float(1);
  vi.advanceTimersByTime(200);
  float(2);
  expect(place.children).toHaveLength(1);
  vi.advanceTimersByTime(200);
  expect(place.children).toHaveLength(4);
});

it("shows none where its tile is gone meanwhile", () => {
  float(1);
  place.remove();
  vi.advanceTimersByTime(400);
  expect(moving).toHaveLength(0);
});

it("moves nothing where somebody wants that", () => {
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  float(1);
  vi.advanceTimersByTime(400);
  expect(JSON.stringify(animate.mock.calls[0]?.[0])).not.toContain("transform");
});
