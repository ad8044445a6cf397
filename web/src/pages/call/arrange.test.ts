import { describe, expect, it } from "vitest";

import type { Tile } from "~/call/view";

import { arrange, type Arrangement, type Focus, type Looks } from "./arrange";
import { VIEWS, type View } from "./stageView";

const WIDE = { width: 1280, height: 640 };

function tile(name: string, more: Partial<Tile> = {}): Tile {
  const source = more.source ?? "camera";
  return {
    id: `${name}/${source}`,
    participantId: name,
    userId: name,
    username: name,
    pronouns: "",
    picture: null,
    source,
    local: false,
    hasVideo: true,
    microphone: true,
    connected: true,
    role: "participant",
    guest: false,
    bot: false,
    hand: null,
    spotlight: false,
    companionOf: null,
    beside: null,
    ...more,
  };
}

const people = (count: number): Tile[] => [
  ...Array.from({ length: count - 1 }, (_, index) => tile(`p${index}`)),
  tile("me", { local: true }),
];
const ids = ({ placed }: Arrangement<Tile>): string[] => placed.map((one) => one.tile.participantId);
const area = ({ placed }: Arrangement<Tile>, id: string): number => {
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

describe("views", () => {
  const looks = (view: View, perPage = 0): Looks => ({ view, perPage });
  const speaks = (speaker: string | null): Focus => ({ pinned: null, speaker });
  const screen = (name: string): Tile => tile(name, { source: "screen" });

  it("tiles: all alike, what is presented too", () => {
    const shown = arrange([screen("p0"), ...people(4)], WIDE, 0, undefined, looks("tiles"));
    expect(new Set(shown.placed.map(({ rect }) => rect.width)).size).toBe(1);
    expect(shown.placed).toHaveLength(5);
    expect(arrange(people(2), WIDE, 0, undefined, looks("tiles")).placed.some(({ floating }) => floating)).toBe(false);
  });

  it("spotlight: one alone, who speaks or is pinned or presents", () => {
    expect(ids(arrange(people(6), WIDE, 0, speaks("p3"), looks("spotlight")))).toEqual(["p3"]);
    expect(ids(arrange(people(6), WIDE, 0, speaks(null), looks("spotlight")))).toEqual(["p0"]);
    const focus = { pinned: "p1/camera", speaker: "p3" };
    expect(ids(arrange(people(6), WIDE, 0, focus, looks("spotlight")))).toEqual(["p1"]);
    const [shown] = arrange([screen("p2"), ...people(6)], WIDE, 0, speaks("p3"), looks("spotlight")).placed;
    expect(shown?.tile.id).toBe("p2/screen");
  });

  it("shows who is in the spotlight large, in any view, to who has pinned nobody", () => {
    const lit = people(5).map((each) => ({ ...each, spotlight: each.participantId === "p3" }));
    for (const view of VIEWS) {
      const [first, second] = arrange(lit, WIDE, 0, speaks("p1"), looks(view)).placed;
      expect(first?.tile.participantId).toBe("p3");
      expect(first?.rect.width).toBeGreaterThan(second?.rect.width ?? 0);
      expect(ids(arrange(lit, WIDE, 0, { pinned: "p2/camera", speaker: null }, looks(view)))[0]).toBe("p2");
    }
  });

  it("sidebar: who speaks is large, and nobody else moves", () => {
    const order = (speaker: string | null): string[] =>
      ids(arrange(people(5), WIDE, 0, speaks(speaker), looks("sidebar")));
    expect(order(null)).toEqual(["p0", "p1", "p2", "p3", "me"]);
    expect(order("p2")).toEqual(["p2", "p1", "p0", "p3", "me"]);
    expect(order("p3")).toEqual(["p3", "p1", "p2", "p0", "me"]);
    // Oneself is never large for oneself.
    expect(order("me")).toEqual(order(null));
  });

  it("has at most so many tiles on a page as was chosen", () => {
    const shown = arrange(people(10), WIDE, 1, undefined, looks("auto", 4));
    expect(shown).toMatchObject({ page: 1, pages: 3 });
    expect(shown.placed).toHaveLength(4);
    expect(
      arrange(people(10), { width: 300, height: 300 }, 0, undefined, looks("auto", 25)).placed.length,
    ).toBeLessThan(10);
  });

  it("has two presentations beside each other, and their presenters first in the strip", () => {
    const tiles = [screen("p2"), screen("p1"), ...people(5)];
    const shown = arrange(tiles, WIDE, 0);
    expect(shown.placed.slice(0, 4).map((one) => one.tile.id)).toEqual([
      "p2/screen",
      "p1/screen",
      "p1/camera",
      "p2/camera",
    ]);
    const [left, right] = shown.placed;
    expect(left?.rect.width).toBe(right?.rect.width);
    expect(right?.rect.x).toBeGreaterThan(left?.rect.width ?? Infinity);
  });

  it("has oneself last in the strip, who presents too", () => {
    const shown = arrange([screen("p2"), tile("me", { source: "screen", local: true }), ...people(4)], WIDE, 0);
    expect(shown.placed.at(2)?.tile.participantId).toBe("p2");
    expect(shown.placed.at(-1)?.tile).toMatchObject({ participantId: "me", source: "camera" });
  });
});

describe("the board", () => {
  const board = { id: "board", participantId: "board", source: "board", local: false, spotlight: false } as const;
  const size = ({ placed }: { placed: readonly { tile: { id: string }; rect: { width: number } }[] }, id: string) =>
    placed.find(({ tile: { id: found } }) => found === id)?.rect.width ?? 0;

  it("is large like what is presented, and beside it", () => {
    const alone = arrange([board, ...people(4)], WIDE, 0);
    expect(size(alone, "board")).toBeGreaterThan(4 * size(alone, "p1/camera"));
    const both = arrange([board, tile("p0", { source: "screen" }), ...people(4)], WIDE, 0);
    expect(size(both, "board")).toBe(size(both, "p0/screen"));
    expect(size(both, "board")).toBeGreaterThan(2 * size(both, "p1/camera"));
  });

  it("makes place for what is pinned, and is pinned itself", () => {
    const tiles = [board, tile("p0", { source: "screen" }), ...people(4)];
    for (const id of ["board", "p0/screen"]) {
      const found = arrange(tiles, WIDE, 0, { pinned: id, speaker: null });
      expect(found.placed[0]?.tile.id).toBe(id);
      expect(size(found, id)).toBeGreaterThan(4 * size(found, id === "board" ? "p0/screen" : "board"));
    }
  });
});
