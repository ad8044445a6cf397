// Which path carries the call, and which is on its way: make before break.
//
//              begin(p2p)             begin(sfu)              all have it
//   alone ───────────────▶ p2p ─────────────────▶ switching ─────────────▶ sfu
//     ▲                     │ ▲                                             │
//     │   nobody is left    │ └─────────── switching ◀──── begin(p2p) ──────┤
//     └─────────────────────┴───────────────────────────────────────────────┘
//   recovering: a path that broke mends itself, or another takes its place; meanwhile the last
//   pictures stay.
//
// When all that should flow has arrived on the newer path, the switcher says so. The older path goes when
// the server says that all are there, but not while it brings something that the newer one does not, or
// is direct and may mend: who cannot reach the SFU is still seen by whom they talked to before.
import type { LocalSource } from "~/devices/localMedia";
import { recordStep } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import { SOURCES, type MediaPath, type PathListener, type PathState, type RemoteTrack } from "~/rtc/path";
import type { Loudspeaker } from "~/rtc/playback/audioPlayer";
import type { VideoPlayer } from "~/rtc/playback/videoPlayer";
import type { VideoPolicy } from "~/rtc/videoPolicy";
import type { Mode, ModeName, P2PPayload, Participant, Source } from "~/protocol/generated";

import { isNeeded, open, works, type ActivePath } from "./activePath";
import { expected, sent } from "./expected";
import { Failover } from "./failover";
import type { PathFactory } from "./pathFactory";
import { PathSet } from "./pathSet";
import { Presentation } from "./presentation";
import { Standby } from "./standby";

export interface PathSwitcherOptions {
  factory: Pick<PathFactory, "build" | "buildStandby" | "reuse">;
  local: (source: Source) => LocalSource;
  participants: () => readonly Participant[];
  speaker: Loudspeaker;
  onReady: (epoch: number) => void;
  onFailed: (epoch: number, reason: string) => void;
}

export class PathSwitcher {
  readonly mode = new Store<ModeName>("p2p");
  readonly state = new Store<PathState>("connecting");
  readonly #options: PathSwitcherOptions;
  readonly #paths = new PathSet();
  readonly #presentation: Presentation;
  readonly #standby: Standby;
  readonly #failover: Failover;
  #mode: Mode | null = null;
  /** Whether the server said that all have the newest path. */
  #settled = false;
  /** The epoch that was last said to be ready. */
  #ready = 0;
  #policy: VideoPolicy = "all";

  constructor(options: PathSwitcherOptions) {
    this.#options = options;
    const paths = this.#paths;
    this.#presentation = new Presentation({
      paths,
      participants: options.participants,
      speaker: options.speaker,
      lives: (active) => works(active) && (active.path.mode === "p2p" || this.alive.includes(active.path)),
      onArrived: () => this.check(),
    });
    this.#standby = new Standby({
      paths,
      factory: options.factory,
      open: (mode, build) => this.#open(mode, build),
      publishAll: (active) => this.#publishAll(active),
    });
    this.#failover = new Failover({
      paths,
      onFailed: (reason) => options.onFailed(this.epoch, reason),
      onOlderFailed: () => this.#finish(),
      replace: (failed) => this.#replace(failed),
    });
  }

  get epoch(): number {
    return this.#mode?.epoch ?? 0;
  }

  /** The paths whose tracks are shown and heard, the newest first. */
  get carrying(): MediaPath[] {
    return this.#paths.open.map(({ path }) => path);
  }

  /** Every path that lives, the newest first. */
  get paths(): MediaPath[] {
    return this.#paths.all.map(({ path }) => path);
  }

  /** Those through routers that the newest mode names: a path to one that is gone asks in vain. */
  get alive(): MediaPath[] {
    const named = [this.#mode?.routerId, this.#mode?.leavingRouterId];
    return this.paths.filter(({ mode, routerId }) => mode === "sfu" && named.includes(routerId));
  }

  /** The tracks that are shown or heard now. */
  tracks(): RemoteTrack[] {
    return this.#paths.tracks();
  }

  /** The server decided how media travels from now on, or says once more what it decided. */
  begin(mode: Mode): void {
    if (mode.epoch < this.epoch) return;
    const again = mode.epoch === this.epoch;
    this.#mode = mode;
    // What they still encode, the processor lacks for the path that takes their place.
    for (const path of this.paths) if (path.mode === "sfu" && !this.alive.includes(path)) path.abandon?.();
    this.#settled = mode.settled || (again && this.#settled);
    this.#ready = 0;
    this.#failover.begin();
    this.mode.set(mode.mode);
    if (!(again && this.#paths.newest?.path.mode === mode.mode && mode.mode === "p2p")) this.#build(mode);
    this.#updateState();
    this.check();
  }

  /** All have the path of that epoch. */
  settle(epoch: number): void {
    if (epoch !== this.epoch) return;
    this.#settled = true;
    this.#paths.newest?.path.setReduced?.(false);
    this.check();
  }

  /** The other browser says something of the direct path of that epoch. */
  receive(epoch: number, payload: P2PPayload): void {
    for (const active of this.#paths.open) if (active.epoch === epoch) active.path.receive?.(payload);
  }

  /** A local source changed. */
  publish(source: Source): void {
    for (const active of this.#paths.all) this.#publishOn(active, source);
  }

  /** Somebody came, went, or turned something on or off. */
  check(): void {
    this.#presentation.showAll();
    this.#sendReady();
    this.#finish();
  }

  /** The network changed: every path finds its way again. */
  restart(): void {
    for (const { path } of this.#paths.all) path.restart();
  }

  /** All paths are void: the server knows this participant no more. */
  reset(): void {
    this.#failover.reset();
    this.#paths.endAll();
    this.#standby.reset();
    this.#mode = null;
    this.#settled = false;
  }

  video(participantId: string, source: "camera" | "screen"): VideoPlayer {
    return this.#presentation.video(participantId, source);
  }

  /** Only these pictures are received from now on, whichever the path. */
  setVideoPolicy(policy: VideoPolicy): void {
    this.#policy = policy;
    for (const { path } of this.#paths.all) path.setVideoPolicy(policy);
  }

  refreshSound = (): void => this.#presentation.refreshSound();

  refreshVolumes = (): void => this.#presentation.refreshVolumes();

  close(): void {
    this.reset();
    this.#presentation.close();
  }

  /** Brings the path of that mode on its way, beside those that carry the call. */
  #build(mode: Mode): void {
    const { factory, participants } = this.#options;
    const { next, current } = this.#paths;
    const same = mode.mode === "sfu" && [next, current].find((active) => active && factory.reuse(active.path, mode));
    if (same) {
      if (same === current) this.#dropNext();
      same.epoch = mode.epoch;
      return;
    }
    this.#paths.makeWay((older, newer) => this.#isNeeded(older, newer));
    const active = this.#standby.wake(mode) ?? this.#open(mode, (listener) => factory.build(mode, listener));
    if (active) this.#adopt(active);
    else if (participants().length === 0) this.#paths.endAll();
    // There is no router yet: what there is goes on until there is one.
    else if (this.#paths.current) this.#presentation.sizeAll(this.#paths.current);
  }

  /** Builds another path to the same router, in place of one that failed. */
  #replace(failed: ActivePath): void {
    const mode = this.#mode;
    if (!mode) return;
    if (failed === this.#paths.standby) {
      this.#standby.drop();
      this.#finish();
      return;
    }
    if (failed !== this.#paths.newest) return;
    if (failed === this.#paths.next) this.#dropNext();
    const active = this.#open(mode, (listener) => this.#options.factory.build(mode, listener, failed.path));
    if (active) this.#adopt(active);
    this.#updateState();
    this.check();
  }

  #dropNext(): void {
    if (!this.#paths.next) return;
    this.#paths.dropNext();
    if (this.#paths.current) this.#presentation.sizeAll(this.#paths.current);
  }

  #open(mode: Mode, build: (listener: PathListener) => MediaPath | null): ActivePath | null {
    let active: ActivePath | null = null;
    try {
      active = open(mode.epoch, build, {
        onTrack: (active, remote) => {
          this.#presentation.add(active, remote);
          this.check();
        },
        onTrackGone: (active, remote) => this.#presentation.remove(active, remote),
        onState: (active) => this.#onState(active),
        onFailed: (active, reason) => this.#failover.failed(active, reason),
      });
    } catch (error) {
      // The browser makes none: the server knows another way, or there is the chat.
      this.#options.onFailed(mode.epoch, String(error));
    }
    active?.path.setVideoPolicy(this.#policy);
    return active;
  }

  #adopt(active: ActivePath): void {
    this.#paths.add(active);
    // Both ways at once are the most that the processor and the uplink have to bear.
    active.path.setReduced?.(this.#paths.current !== active && !this.#settled);
    this.#publishAll(active);
    for (const key of active.tracks.keys()) this.#presentation.show(key);
  }

  #sendReady(): void {
    const { newest } = this.#paths;
    if (!newest || this.#ready === this.epoch || !works(newest)) return;
    if (expected(this.#options.participants()).some((key) => !newest.arrived.has(key))) return;
    this.#ready = this.epoch;
    this.#options.onReady(this.epoch);
  }

  /** The older paths go once the newest one is there for all, and brings all that they do. */
  #finish(): void {
    const { newest } = this.#paths;
    if (!this.#settled || !this.#mode || !newest) return;
    if (this.#paths.open.some((active) => active !== newest && this.#isNeeded(active, newest))) return;
    const older = this.#paths.settle();
    if (older.length > 0) {
      for (const active of older) {
        if (this.mode.get() === "sfu") this.#paths.leave(active, this.#mode.leavingRouterId);
        else this.#standby.retire(active);
      }
      for (const key of newest.tracks.keys()) this.#presentation.show(key);
      this.#updateState();
    }
    // Not before: joining comes first.
    if (this.#mode.mode === "p2p") this.#standby.keep(this.#mode);
  }

  #isNeeded(older: ActivePath, newer: ActivePath): boolean {
    // Who lost the server may still be seen over the older one, and once back has no other way there.
    return isNeeded(older, newer, sent(this.#options.participants()));
  }

  #onState(active: ActivePath): void {
    this.#failover.observe(active);
    this.#updateState();
    this.check();
  }

  #publishAll(active: ActivePath): void {
    for (const source of SOURCES) this.#publishOn(active, source);
  }

  #publishOn(active: ActivePath, source: Source): void {
    const { track, on } = this.#options.local(source);
    active.path.publish(source, track, on);
  }

  #updateState(): void {
    const { state } = this.#paths;
    const alone = this.#options.participants().length === 0;
    if (state === "connected") recordStep("connected");
    this.state.set(state ?? (alone ? "connected" : "connecting"));
  }
}
