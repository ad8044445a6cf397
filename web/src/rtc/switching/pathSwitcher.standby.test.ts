import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { pathOf, slots, talking } from "~test/fakeCall";
import { participant } from "~test/fakeParticipant";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the path that stands by", () => {
  it("rests beside a direct path, and is told of what is sent", () => {
    const { paths } = talking();
    expect(paths.map(({ mode, resting }) => [mode, resting])).toEqual([["p2p", false], ["sfu", true]]);
    expect(paths[1]?.sent).toContain("microphone");
  });

  it("is taken when a third joins, and shows nothing before", () => {
    const { paths, begin, arrive, board, ready } = talking();
    paths[1]?.carry("ada");
    const shown = (): unknown[] =>
      slots.videos.flatMap(({ shown }) => (shown ? [pathOf(shown)] : []));
    expect(shown()).toEqual([paths[0]]);
    begin("sfu", 2);
    expect(paths).toHaveLength(2);
    expect(paths[1]?.resting).toBe(false);
    expect(shown()).toEqual([paths[1]]);
    arrive();
    expect(ready).toEqual([1, 2]);
    board.settle(2);
    expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it("is what the SFU path becomes when two are left", () => {
    const { paths, begin, arrive, board } = talking();
    begin("sfu", 2);
    paths[1]?.carry("ada");
    arrive();
    board.settle(2);
    begin("p2p", 3);
    expect(paths[1]?.resting).toBe(false);
    paths[2]?.carry("ada");
    arrive();
    board.settle(3);
    expect(paths[1]?.resting).toBe(true);
    expect(paths.map(({ closed }) => closed)).toEqual([true, false, false]);
  });

  it("is made anew when the router is another, and the direct path goes on", () => {
    const { paths, begin } = talking();
    begin("p2p", 1, "r2", true);
    expect(paths.map(({ routerId, closed }) => [routerId, closed])).toEqual([["r1", false], ["r1", true], ["r2", false]]);
    expect(paths[2]?.resting).toBe(true);
  });

  it("is made anew when it failed, and the call goes on", () => {
    const { paths, failed, begin } = talking();
    paths[1]?.listener.onFailed("blocked");
    expect(failed).toEqual([]);
    vi.runOnlyPendingTimers();
    expect(paths.map(({ mode, closed, resting }) => [mode, closed, resting])).toEqual([
      ["p2p", false, false],
      ["sfu", true, true],
      ["sfu", false, true],
    ]);
    begin("sfu", 2);
    expect(paths).toHaveLength(3);
    expect(paths[2]?.resting).toBe(false);
  });

  it("takes over from a direct path that does not mend, if it works itself", () => {
    const { paths, failed } = talking();
    paths[0]?.state.set("broken");
    vi.runOnlyPendingTimers();
    expect(failed).toEqual([]);
    paths[0]?.state.set("connected");
    paths[1]?.state.set("connected");
    paths[0]?.state.set("broken");
    vi.runOnlyPendingTimers();
    expect(failed).toEqual([[1, "the direct path broke"]]);
  });

  it("is not made anew each time that something happens", () => {
    const { paths, board, people } = talking();
    people.set("ada", { ...participant("ada"), camera: false });
    board.check();
    people.set("ada", participant("ada"));
    board.check();
    expect(paths).toHaveLength(2);
  });

  it("leaves nothing behind", () => {
    const { board, open } = talking();
    board.close();
    expect(open()).toEqual([]);
    expect([...slots.videos, ...slots.audios].every(({ closed }) => closed)).toBe(true);
  });
});
