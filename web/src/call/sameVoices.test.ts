import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { isEcho, SameVoices, watchSameVoices } from "./sameVoices";

const EIGHT_SECONDS = 80;

/** Numbers from 0 to 1, the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Levels of somebody who talks in phrases of some syllables, with rests between them. */
function talk(seed: number, steps: number, share = 0.5): number[] {
  const random = chance(seed);
  for (let warm = 0; warm < 10; warm++) random();
  const levels: number[] = [];
  while (levels.length < steps) {
    const phrase = 3 + Math.floor(20 * random());
    for (let step = 0; step < phrase; step++) levels.push(0.35 + 0.55 * random());
    const rest = Math.floor((phrase * 2 * random() * (1 - share)) / share);
    for (let step = 0; step < rest; step++) levels.push(0.08 * random());
  }
  return levels.slice(0, steps);
}

/** What a second microphone in the room makes of it, which arrives later. */
function again(levels: readonly number[], late: number, seed: number): number[] {
  const random = chance(seed);
  const heard = [...Array.from({ length: late }, () => 0.05), ...levels].slice(0, levels.length);
  return heard.map((level) => Math.min(1, Math.max(0, 0.8 * level + 0.1 * (random() - 0.5))));
}

function timesFound(own: readonly number[], theirs: readonly number[]): number {
  const voices = new SameVoices();
  return own.filter((level, step) => {
    voices.hear("me", level);
    voices.hear("other", theirs[step] ?? 0);
    return voices.step("me", ["other"]) !== null;
  }).length;
}

it.each([0, 2, 5, 8])("knows a voice that comes back %i steps later", (late) => {
  for (let seed = 1; seed <= 20; seed++) {
    const own = talk(seed, 400);
    expect(timesFound(own, again(own, late, seed))).toBeGreaterThan(0);
  }
});

it("takes nobody for it who talks by turns, or at the same time about something else", () => {
  const found = (theirs: (own: number[], seed: number) => number[]): number => {
    let count = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const own = talk(seed, 600);
      count += timesFound(own, theirs(own, seed));
    }
    return count;
  };
  expect(found((own) => own.map((level) => (level > 0.2 ? 0.04 : 0.6)))).toBe(0);
  expect(found((_, seed) => talk(1000 + seed, 600))).toBe(0);
  expect(found((_, seed) => talk(1000 + seed, 600, 0.15))).toBe(0);
  expect(found(() => Array.from({ length: 600 }, () => 0.5))).toBe(0);
});

it("does not know what comes before, or much later", () => {
  const own = talk(7, EIGHT_SECONDS + 20);
  expect(isEcho(own.slice(0, EIGHT_SECONDS), own.slice(5, EIGHT_SECONDS + 5))).toBe(false);
  expect(isEcho(own.slice(15, EIGHT_SECONDS + 15), own.slice(0, EIGHT_SECONDS))).toBe(false);
});

it.each([450, 500, 1000, 3000])("takes what repeats itself every %i ms for nobody's voice", (every) => {
  const beat = (at: number): number => ((at * 100) % every < every / 2 ? 0.8 : 0);
  const own = Array.from({ length: EIGHT_SECONDS }, (_, at) => beat(at));
  const theirs = Array.from({ length: EIGHT_SECONDS }, (_, at) => beat(at + 20));
  expect(isEcho(own, theirs)).toBe(false);
  expect(isEcho(own, own)).toBe(false);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("listens to those who have a microphone on and sound of their own, and to nobody afterwards", () => {
  const listeners = new Map<string, (level: number) => void>();
  const people = [
    { id: "here", microphone: true },
    { id: "muted", microphone: false },
    { id: "beside", microphone: true, companionOf: "here" },
    { id: "robot", microphone: true, bot: true },
  ];
  const found: string[] = [];
  const stop = watchSameVoices(
    {
      selfId: { get: () => "me" },
      participants: { get: () => people },
      onLevel: (id, listener) => {
        listeners.set(id, listener);
        return () => listeners.delete(id);
      },
    },
    (id) => found.push(id),
  );
  const own = talk(3, 200);
  const theirs = again(own, 3, 3);
  own.forEach((level, step) => {
    listeners.get("me")?.(level);
    listeners.get("here")?.(theirs[step] ?? 0);
    vi.advanceTimersByTime(100);
  });
  expect([...listeners.keys()].sort()).toEqual(["here", "me"]);
  expect(new Set(found)).toEqual(new Set(["here"]));
  people.splice(0, 1);
  vi.advanceTimersByTime(100);
  expect([...listeners.keys()]).toEqual(["me"]);
  stop();
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
