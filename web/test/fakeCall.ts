// For tests: a path switcher among paths, people and places on the page that the test moves.
import { vi } from "vitest";

import { Store } from "~/lib/store";
import type { MediaPath, PathListener, PathState } from "~/rtc/path";
import { PathSwitcher } from "~/rtc/switching/pathSwitcher";
import type { ModeName, Participant, Source } from "~/protocol/generated";

import { participant } from "./fakeParticipant";

type Shown = object | null;

/** A place for a picture or a voice; the test says when the first frame of it came. */
const players = vi.hoisted(() => {
  class FakePlayer {
    readonly height = new Store(0);
    shown: Shown = null;
    closed = false;
    oldIsLost = false;
    arrive: (() => void) | undefined;
    show(track: Shown, arrived?: () => void, oldIsLost = false): void {
      this.shown = track;
      this.arrive = arrived;
      this.oldIsLost = oldIsLost;
    }
    play(track: Shown, _flowing: boolean, arrived?: () => void): void {
      this.show(track, arrived);
    }
    close(): void {
      this.closed = true;
      this.shown = null;
    }
  }
  const videos: FakePlayer[] = [];
  const audios: FakePlayer[] = [];
  class VideoPlayer extends FakePlayer {
    constructor() {
      super();
      videos.push(this);
    }
  }
  class AudioPlayer extends FakePlayer {
    constructor() {
      super();
      audios.push(this);
    }
  }
  return { videos, audios, VideoPlayer, AudioPlayer };
});
export { players };
vi.mock("~/rtc/playback/videoPlayer", () => ({ VideoPlayer: players.VideoPlayer }));
vi.mock("~/rtc/playback/audioPlayer", () => ({ AudioPlayer: players.AudioPlayer }));

export class FakePath implements MediaPath {
  readonly state = new Store<PathState>("connecting");
  readonly sent: Source[] = [];
  /** What the other browser said of this path. */
  readonly said: unknown[] = [];
  /** What was told of how high pictures are shown. */
  readonly heights: number[] = [];
  closed = false;
  /** Failed for good: nothing comes over it, and it is not taken again. */
  lost = false;
  /** Its router is gone. */
  abandoned = false;
  standby = false;
  reduced = false;
  policy = "";
  readonly setStandby?: (standby: boolean) => void;

  constructor(
    readonly mode: ModeName,
    readonly routerId: string | null,
    readonly listener: PathListener,
  ) {
    if (mode === "sfu") this.setStandby = (standby) => (this.standby = standby);
  }

  /** Connects, and has the camera and the voice of that participant. */
  carry(participantId: string): void {
    if (this.lost) return;
    this.state.set("connected");
    for (const source of ["camera", "microphone"] as const) {
      const track = Object.assign(new EventTarget(), { kind: source, muted: false, of: this });
      this.listener.onTrack({
        participantId,
        source,
        track: track as unknown as MediaStreamTrack,
        receiver: undefined,
      });
    }
  }

  fail(): void {
    this.lost = true;
    if (this.state.get() === "connected") this.state.set("broken");
    this.listener.onFailed("a test wants it");
  }

  publish(source: Source): void {
    this.sent.push(source);
  }
  setReduced(reduced: boolean): void {
    this.reduced = reduced;
  }
  receive(payload: unknown): void {
    this.said.push(payload);
  }
  setVideoPolicy(policy: string): void {
    this.policy = policy;
  }
  getStats(): Promise<readonly RTCStatsReport[]> {
    return Promise.resolve([]);
  }
  show(_participantId: string, _source: Source, height: number): void {
    this.heights.push(height);
  }
  abandon(): void {
    this.abandoned = true;
  }
  restart(): void {
    this.state.set("connecting");
  }
  close(): void {
    this.closed = true;
  }
}

/** A path switcher of somebody who is in a call with Ada. */
export function set() {
  players.videos.length = players.audios.length = 0;
  const paths: FakePath[] = [];
  const people = new Map<string, Participant>([["ada", participant("ada")]]);
  const ready: number[] = [];
  const failed: [number, string][] = [];
  const make = (mode: ModeName, routerId: string | null, listener: PathListener): FakePath => {
    const path = new FakePath(mode, routerId, listener);
    paths.push(path);
    return path;
  };
  const switcher = new PathSwitcher({
    factory: {
      build: (mode, listener) => {
        if (people.size === 0 || (mode.mode === "sfu" && mode.routerId === null)) return null;
        return make(mode.mode, mode.routerId, listener);
      },
      buildStandby: (mode, listener) => (mode.routerId === null ? null : make("sfu", mode.routerId, listener)),
      reuse: (path, mode) =>
        path instanceof FakePath && path.mode === "sfu" && path.routerId === mode.routerId && !path.lost,
    },
    local: () => ({ on: true, pending: false, problem: null, track: null }),
    participants: () => [...people.values()],
    speaker: { deviceId: () => "default", volume: () => 1, onBlocked: () => undefined },
    onReady: (epoch) => ready.push(epoch),
    onFailed: (epoch, reason) => failed.push([epoch, reason]),
  });
  const begin = (mode: ModeName, epoch: number, routerId: string | null = "r1", settled = false): void =>
    switcher.begin({ mode, epoch, reason: "joined", routerId, routerRtpCapabilities: {}, producers: [], settled });
  /** Moves to another router within the epoch. */
  const move = (epoch: number, routerId: string, leavingRouterId: string): void =>
    switcher.begin({
      mode: "sfu",
      epoch,
      reason: "joined",
      routerId,
      leavingRouterId,
      routerRtpCapabilities: {},
      producers: [],
      settled: true,
    });
  const arrive = (): void => {
    for (const player of [...players.videos, ...players.audios]) player.arrive?.();
  };
  const open = (): FakePath[] => paths.filter(({ closed }) => !closed);
  return { switcher, paths, people, ready, failed, begin, move, arrive, open };
}

/** The same while both have the first path. */
export function talking(mode: ModeName = "p2p", routerId: string | null = "r1") {
  const all = set();
  all.begin(mode, 1, routerId);
  all.paths[0]?.carry("ada");
  all.arrive();
  all.switcher.settle(1);
  return all;
}

/** The path that a track came over. */
export const pathOf = (track: unknown): unknown => (track as { of?: unknown }).of;
