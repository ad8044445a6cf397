import { describe, expect, it } from "vitest";

import type { Tile } from "~/call/view";

import { arrange, type Arrangement } from "./arrange";

const WIDE = { width: 1280, height: 640 };

function tile(name: string, more: Partial<Tile> = {}): Tile {
  const source = more.source ?? "camera";
  return {
    id: `${name}/${source}`,
    participantId: name,
    userId: name,
    username: name,
    source,
    local: false,
    hasVideo: true,
    microphone: true,
    connected: true,
    ...more,
  };
}

const people = (count: number): Tile[] => [
  ...Array.from({ length: count - 1 }, (_, index) => tile(`p${index}`)),
  tile("me", { local: true }),
];
const ids = ({ placed }: Arrangement): string[] => placed.map((one) => one.tile.participantId);
const area = ({ placed }: Arrangement, id: string): number => {
  const rect = placed.find((one) => one.tile.id === id)?.rect;
  return rect ? rect.width * rect.height : 0;
};

describe("arrange", () => {
  it("shows the other large and oneself in the corner, when there are two", () => {
    const { placed } = arrange(people(2), WIDE, 0);
    expect(placed.map(({ floating }) => floating)).toEqual([false, true]);
    expect(placed[0]?.rect).toEqual({ x: 0, y: 0, ...WIDE });
  });

  it("gives all the same size otherwise", () => {
    const { placed } = arrange(people(6), WIDE, 0);
    expect(new Set(placed.map(({ rect }) => `${rect.width}x${rect.height}`)).size).toBe(1);
  });

  it("makes a screen large and people small", () => {
    const found = arrange([tile("p0", { source: "screen" }), ...people(4)], WIDE, 0);
    expect(area(found, "p0/screen")).toBeGreaterThan(4 * area(found, "p1/camera"));
  });

  it("makes the pinned tile large, whatever else is shown", () => {
    const tiles = [tile("p0", { source: "screen" }), ...people(4)];
    const found = arrange(tiles, WIDE, 0, { pinned: "p1/camera", speaker: null });
    expect(area(found, "p1/camera")).toBeGreaterThan(4 * area(found, "p0/screen"));
  });

  it("forgets a pin of somebody who is gone", () => {
    const pinned = arrange(people(4), WIDE, 0, { pinned: "gone/camera", speaker: null });
    expect(pinned).toEqual(arrange(people(4), WIDE, 0));
  });

  it("spreads over pages what does not fit, each person on one of them", () => {
    const small = { width: 360, height: 600 };
    const { pages } = arrange(people(40), small, 0);
    expect(pages).toBeGreaterThan(1);
    const shown = Array.from({ length: pages }, (_, page) => ids(arrange(people(40), small, page))).flat();
    expect([...shown].sort()).toEqual(
      people(40)
        .map(({ participantId }) => participantId)
        .sort(),
    );
  });

  it("stays on the last page when people leave", () => {
    expect(arrange(people(3), WIDE, 7).page).toBe(0);
  });

  it("brings who speaks onto the first page without moving the others", () => {
    const small = { width: 360, height: 600 };
    const quiet = ids(arrange(people(40), small, 0));
    const spoken = ids(arrange(people(40), small, 0, { pinned: null, speaker: "p38" }));
    expect(spoken.slice(0, -1)).toEqual(quiet.slice(0, -1));
    expect(spoken.at(-1)).toBe("p38");
  });

  it("shows nothing where there is no space", () => {
    expect(arrange(people(3), { width: 0, height: 0 }, 0).placed).toEqual([]);
  });
});
