import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Store } from "~/state/store";
import type { ModeName, Participant, Source } from "~/signaling/protocol";

import type { MediaPath, PathListener, PathState } from "./path";
import { Switchboard } from "./switchboard";

type Shown = object | null;

/** A place for a picture or a voice; the test says when the first frame of it came. */
const slots = vi.hoisted(() => {
  class Slot {
    readonly height = { get: () => 0, subscribe: () => () => undefined };
    shown: Shown = null;
    closed = false;
    arrive: (() => void) | undefined;
    show(track: Shown, arrived?: () => void): void {
      this.shown = track;
      this.arrive = arrived;
    }
    play(track: Shown, _flowing: boolean, arrived?: () => void): void {
      this.show(track, arrived);
    }
    close(): void {
      this.closed = true;
      this.shown = null;
    }
  }
  const videos: Slot[] = [];
  const audios: Slot[] = [];
  class VideoSlot extends Slot {
    constructor() {
      super();
      videos.push(this);
    }
  }
  class AudioSlot extends Slot {
    constructor() {
      super();
      audios.push(this);
    }
  }
  return { videos, audios, VideoSlot, AudioSlot };
});
vi.mock("./videoSlot", () => ({ VideoSlot: slots.VideoSlot }));
vi.mock("./audioSlot", () => ({ AudioSlot: slots.AudioSlot }));

class FakePath implements MediaPath {
  readonly state = new Store<PathState>("connecting");
  readonly sent: Source[] = [];
  closed = false;
  resting = false;
  sparing = false;
  admitted = "";
  readonly rest?: (resting: boolean) => void;

  constructor(
    readonly mode: ModeName,
    readonly routerId: string | null,
    readonly listener: PathListener,
  ) {
    if (mode === "sfu") this.rest = (resting) => (this.resting = resting);
  }

  /** Connects, and has the camera and the voice of that participant. */
  carry(participantId: string): void {
    this.state.set("connected");
    for (const source of ["camera", "microphone"] as const) {
      const track = Object.assign(new EventTarget(), { kind: source, muted: false, of: this });
      this.listener.onTrack({ participantId, source, track: track as unknown as MediaStreamTrack, receiver: undefined });
    }
  }

  publish(source: Source): void {
    this.sent.push(source);
  }
  spare(sparing: boolean): void {
    this.sparing = sparing;
  }
  admit(pictures: string): void {
    this.admitted = pictures;
  }
  getStats(): Promise<readonly RTCStatsReport[]> {
    return Promise.resolve([]);
  }
  show(): void {
    // Sizes are of no matter here.
  }
  restart(): void {
    this.state.set("connecting");
  }
  close(): void {
    this.closed = true;
  }
}

const participant = (id: string): Participant => ({
  id,
  userId: id,
  username: id,
  joinedAt: id,
  microphone: true,
  camera: true,
  screen: false,
  connected: true,
  groupReady: null,
  limited: null,
  decodes: [],
});

function set() {
  const paths: FakePath[] = [];
  const people = new Map<string, Participant>([["ada", participant("ada")]]);
  const ready: number[] = [];
  const failed: [number, string][] = [];
  const make = (mode: ModeName, routerId: string | null, listener: PathListener): FakePath => {
    const path = new FakePath(mode, routerId, listener);
    paths.push(path);
    return path;
  };
  const board = new Switchboard({
    paths: {
      build: (mode, listener) => {
        if (people.size === 0 || (mode.mode === "sfu" && mode.routerId === null)) return null;
        return make(mode.mode, mode.routerId, listener);
      },
      standBy: (mode, listener) => (mode.routerId === null ? null : make("sfu", mode.routerId, listener)),
      reuse: (path, mode) =>
        path instanceof FakePath && path.mode === "sfu" && path.routerId === mode.routerId,
    },
    local: () => ({ on: true, pending: false, problem: null, track: null }),
    participants: () => [...people.values()],
    speaker: { deviceId: () => "default", onBlocked: () => undefined },
    onReady: (epoch) => ready.push(epoch),
    onFailed: (epoch, reason) => failed.push([epoch, reason]),
  });
  const begin = (mode: ModeName, epoch: number, routerId: string | null = "r1", settled = false): void =>
    board.begin({ mode, epoch, reason: "joined", routerId, routerRtpCapabilities: {}, producers: [], settled });
  const arrive = (): void => {
    for (const slot of [...slots.videos, ...slots.audios]) slot.arrive?.();
  };
  const open = (): FakePath[] => paths.filter(({ closed }) => !closed);
  return { board, paths, people, ready, failed, begin, arrive, open };
}

beforeEach(() => {
  vi.useFakeTimers();
  slots.videos.length = slots.audios.length = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a switch", () => {
  it("tells when all has arrived on the new path, not before, and once", () => {
    const { begin, paths, ready, arrive, board } = set();
    begin("p2p", 1, null);
    expect(ready).toEqual([]);
    paths[0]?.carry("ada");
    expect(ready).toEqual([]);
    arrive();
    board.check();
    expect(ready).toEqual([1]);
  });

  it("keeps the old path until the server says that all have the new one", () => {
    const { begin, paths, arrive, board } = set();
    begin("p2p", 1, null);
    paths[0]?.carry("ada");
    arrive();
    board.settle(1);
    begin("sfu", 2);
    expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
    paths[1]?.carry("ada");
    arrive();
    expect(paths[0]?.closed).toBe(false);
    board.settle(2);
    expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it("takes little on the new path while the old one still carries the call", () => {
    const { begin, paths, board } = set();
    begin("sfu", 1);
    expect(paths[0]?.sparing).toBe(false);
    board.settle(1);
    begin("sfu", 2, "r2");
    expect(paths[1]?.sparing).toBe(true);
    board.settle(2);
    expect(paths[1]?.sparing).toBe(false);
  });

  it("takes nothing from an epoch that is over", () => {
    const { begin, paths, board } = set();
    begin("sfu", 5);
    begin("p2p", 4);
    expect(paths).toHaveLength(1);
    expect(board.epoch).toBe(5);
    board.settle(4);
    paths[0]?.carry("ada");
    expect(paths[0]?.closed).toBe(false);
  });

  it("goes on with a path of the same router", () => {
    const { begin, paths, ready, arrive } = set();
    begin("sfu", 1);
    paths[0]?.carry("ada");
    arrive();
    begin("sfu", 2);
    expect(paths).toHaveLength(1);
    expect(ready).toEqual([1, 2]);
  });

  it("does not wait for what is off, nor for who is away", () => {
    const { begin, paths, people, ready, board } = set();
    people.set("ada", { ...participant("ada"), camera: false, microphone: false });
    people.set("ben", { ...participant("ben"), connected: false });
    begin("sfu", 1);
    paths[0]?.state.set("connected");
    board.check();
    expect(ready).toEqual([1]);
  });

  it("keeps the older path while it brings somebody whom the newer one does not", () => {
    const { begin, paths, people, board, arrive } = set();
    begin("p2p", 1, null);
    paths[0]?.carry("ada");
    arrive();
    board.settle(1);
    people.set("cy", participant("cy"));
    begin("sfu", 2);
    paths[1]?.carry("cy");
    arrive();
    board.settle(2);
    // Ada has no way to the SFU.
    expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
    expect(paths[1]?.sparing).toBe(false);
    const seen = board.tracks().map(({ participantId, source, track }) => [participantId, source, (track as { of?: unknown }).of]);
    expect(seen).toContainEqual(["ada", "camera", paths[0]]);
    expect(seen).toContainEqual(["cy", "camera", paths[1]]);
    paths[1]?.carry("ada");
    arrive();
    expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it("gives the older path up when it breaks, or its people are gone", () => {
    for (const how of ["break", "go"]) {
      slots.videos.length = slots.audios.length = 0;
      const { begin, paths, people, board, arrive } = set();
      begin("p2p", 1, null);
      paths[0]?.carry("ada");
      arrive();
      board.settle(1);
      people.set("cy", participant("cy"));
      begin("sfu", 2);
      paths[1]?.carry("cy");
      arrive();
      board.settle(2);
      if (how === "break") paths[0]?.state.set("broken");
      else {
        people.delete("ada");
        board.check();
      }
      expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
    }
  });

  it("stays with a working path that one has when the newer one never connects", () => {
    const { begin, paths, board, arrive } = set();
    begin("p2p", 1, null);
    paths[0]?.carry("ada");
    arrive();
    board.settle(1);
    begin("sfu", 2);
    board.settle(2);
    expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
    expect(board.state.get()).toBe("connected");
  });

  it("goes on with what it has until there is a router", () => {
    const { begin, paths, board, arrive, open } = set();
    begin("p2p", 1, null);
    paths[0]?.carry("ada");
    arrive();
    board.settle(1);
    begin("sfu", 2, null);
    expect(open()).toEqual([paths[0]]);
    begin("sfu", 3, "r1");
    expect(open()).toHaveLength(2);
  });

  it("is told by the mode itself that all have the path", () => {
    const { begin, paths, arrive } = set();
    begin("p2p", 1, null);
    paths[0]?.carry("ada");
    arrive();
    begin("sfu", 2, "r1");
    paths[1]?.carry("ada");
    arrive();
    expect(paths[0]?.closed).toBe(false);
    begin("sfu", 2, "r1", true);
    expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
  });

  it("builds a path through the SFU again that failed, in place of it", () => {
    const { begin, paths, board, arrive, failed } = set();
    begin("sfu", 1);
    paths[0]?.carry("ada");
    arrive();
    board.settle(1);
    paths[0]?.listener.onFailed("the server closed a transport");
    expect(failed).toEqual([[1, "the server closed a transport"]]);
    vi.runOnlyPendingTimers();
    expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
    paths[1]?.carry("ada");
    arrive();
    expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
    expect(board.state.get()).toBe("connected");
  });

  it("has no path while one is alone", () => {
    const { begin, people, open, board } = set();
    begin("sfu", 1);
    people.clear();
    begin("p2p", 2);
    expect(open()).toEqual([]);
    expect(board.state.get()).toBe("connected");
  });

  it("says that the path of the newest epoch failed, and of no other", () => {
    const { begin, paths, failed } = set();
    begin("p2p", 1, null);
    begin("sfu", 2);
    begin("sfu", 3, "r2");
    paths[1]?.listener.onFailed("old");
    paths[2]?.listener.onFailed("new");
    expect(failed).toEqual([[3, "new"]]);
  });
});

describe("the path that stands by", () => {
  const talking = () => {
    const all = set();
    all.begin("p2p", 1);
    all.paths[0]?.carry("ada");
    all.arrive();
    all.board.settle(1);
    return all;
  };

  it("rests beside a direct path, and is told of what is sent", () => {
    const { paths } = talking();
    expect(paths.map(({ mode, resting }) => [mode, resting])).toEqual([["p2p", false], ["sfu", true]]);
    expect(paths[1]?.sent).toContain("microphone");
  });

  it("is taken when a third joins, and shows nothing before", () => {
    const { paths, begin, arrive, board, ready } = talking();
    paths[1]?.carry("ada");
    const shown = (): unknown[] =>
      slots.videos.flatMap(({ shown }) => (shown ? [(shown as { of?: unknown }).of] : []));
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

it("any order of modes, tracks, comings and goings ends with one path, of the newest mode", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("begin" as const), mode: fc.constantFrom("p2p" as const, "sfu" as const), router: fc.constantFrom("r1", "r2", null), late: fc.boolean() }),
    fc.record({ do: fc.constantFrom("carry" as const, "arrive" as const, "settle" as const, "come" as const, "go" as const, "break" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      slots.videos.length = slots.audios.length = 0;
      const { board, people, begin, arrive, open, paths } = set();
      let epoch = 1;
      for (const one of steps) {
        const newest = open().filter(({ resting }) => !resting).at(-1);
        switch (one.do) {
          case "begin":
            begin(one.mode, one.late ? epoch - 1 : ++epoch, one.mode === "sfu" ? (one.router ?? "r1") : one.router);
            break;
          case "carry":
            for (const id of people.keys()) newest?.carry(id);
            break;
          case "arrive":
            arrive();
            break;
          case "settle":
            board.settle(epoch);
            break;
          case "come":
            people.set("ben", participant("ben"));
            board.check();
            break;
          case "go":
            people.delete("ben");
            board.check();
            break;
          case "break":
            newest?.state.set("broken");
            break;
        }
        expect(open().length).toBeLessThanOrEqual(3);
      }
      begin("sfu", ++epoch, "last");
      const last = open().at(-1);
      for (const id of people.keys()) last?.carry(id);
      arrive();
      board.settle(epoch);
      expect(open().map(({ routerId }) => routerId)).toEqual(["last"]);
      expect(open().map(({ sparing }) => sparing)).toEqual([false]);
      expect(board.mode.get()).toBe("sfu");
      expect(board.state.get()).toBe("connected");
      for (const slot of slots.videos.filter(({ closed }) => !closed)) {
        expect((slot.shown as { of?: FakePath } | null)?.of ?? last).toBe(last);
      }
      board.close();
      expect(paths.every(({ closed }) => closed)).toBe(true);
    }),
  );
});
