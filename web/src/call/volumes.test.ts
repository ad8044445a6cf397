import { afterEach, beforeEach, expect, it, vi } from "vitest";

const kept = new Map<string, string>();
beforeEach(() => {
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.resetModules();
});
afterEach(() => {
  vi.unstubAllGlobals();
  kept.clear();
});

const people = [
  { id: "p1", userId: "ada" },
  { id: "p2", userId: "ben" },
];

it("keeps each person's volume, and their screen's, for the window", async () => {
  const before = await import("./volumes");
  before.setVolume("ada", "microphone", { level: 0.3, muted: false });
  before.setVolume("ada", "screenAudio", { level: 0.8, muted: true });
  expect(before.playedAt(people, "p1", "microphone")).toBe(0.3);
  vi.resetModules();
  const { playedAt } = await import("./volumes");
  expect(playedAt(people, "p1", "microphone")).toBe(0.3);
  expect(playedAt(people, "p1", "screenAudio")).toBe(0);
  expect(playedAt(people, "p2", "microphone")).toBe(1);
});

it.each(["nonsense", "[]", "null", '{"ada/microphone":{"level":7,"muted":false}}', '{"ada/microphone":null}'])(
  "plays as loud as it was sent where %s was kept",
  async (wrong) => {
    kept.set("meetd.volumes", wrong);
    const { playedAt } = await import("./volumes");
    expect(playedAt(people, "p1", "microphone")).toBe(1);
  },
);
