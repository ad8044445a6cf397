import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { pathOf, players, talking } from "~test/fakeCall";
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
    expect(paths.map(({ mode, standby }) => [mode, standby])).toEqual([
      ["p2p", false],
      ["sfu", true],
    ]);
    expect(paths[1]?.sent).toContain("microphone");
  });

  it("is taken when a third joins, and shows nothing before", () => {
    const { paths, begin, arrive, switcher, ready } = talking();
    paths[1]?.carry("ada");
    const shown = (): unknown[] => players.videos.flatMap(({ shown }) => (shown ? [pathOf(shown)] : []));
    expect(shown()).toEqual([paths[0]]);
    begin("sfu", 2);
    expect(paths).toHaveLength(2);
    expect(paths[1]?.standby).toBe(false);
    expect(shown()).toEqual([paths[1]]);
    arrive();
    expect(ready).toEqual([1, 2]);
    switcher.settle(2);
    expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it("is what the SFU path becomes when two are left", () => {
    const { paths, begin, arrive, switcher } = talking();
    begin("sfu", 2);
    paths[1]?.carry("ada");
    arrive();
    switcher.settle(2);
    begin("p2p", 3);
    expect(paths[1]?.standby).toBe(false);
    paths[2]?.carry("ada");
    arrive();
    switcher.settle(3);
    expect(paths[1]?.standby).toBe(true);
    expect(paths.map(({ closed }) => closed)).toEqual([true, false, false]);
  });

  it("is made anew when the router is another, and the direct path goes on", () => {
    const { paths, begin } = talking();
    begin("p2p", 1, "r2", true);
    expect(paths.map(({ routerId, closed }) => [routerId, closed])).toEqual([
      ["r1", false],
      ["r1", true],
      ["r2", false],
    ]);
    expect(paths[2]?.standby).toBe(true);
  });

  it("is made anew when it failed, and the call goes on", () => {
    const { paths, failed, begin } = talking();
    paths[1]?.listener.onFailed("blocked");
    expect(failed).toEqual([]);
    vi.runOnlyPendingTimers();
    expect(paths.map(({ mode, closed, standby }) => [mode, closed, standby])).toEqual([
      ["p2p", false, false],
      ["sfu", true, true],
      ["sfu", false, true],
    ]);
    begin("sfu", 2);
    expect(paths).toHaveLength(3);
    expect(paths[2]?.standby).toBe(false);
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
    const { paths, switcher, people } = talking();
    people.set("ada", { ...participant("ada"), camera: false });
    switcher.check();
    people.set("ada", participant("ada"));
    switcher.check();
    expect(paths).toHaveLength(2);
  });

  it("leaves nothing behind", () => {
    const { switcher, open } = talking();
    switcher.close();
    expect(open()).toEqual([]);
    expect([...players.videos, ...players.audios].every(({ closed }) => closed)).toBe(true);
  });
});
