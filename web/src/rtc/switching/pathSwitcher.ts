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
// What arrives on the newer path replaces what the older one showed, track by track, each once it
// moves as smoothly and is as sharp, or sounds. When all that should flow has arrived, the switchboard
// says so. The older path goes when the server says that all are there, but not while it brings
// something that the newer one does not, or is direct and may mend: who cannot reach the SFU is still
// seen by whom they talked to before.
//
// While two talk directly, a path through the SFU stands by: connected, and carrying silence. So the
// third to join finds a way that is known to work, or everybody knows before that there is none.
import type { LocalSource } from "~/devices/localMedia";
import { mark } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import { parseTrackKey, trackKey, type TrackKey } from "~/lib/trackKey";
import { kindOf, SOURCES, type MediaPath, type PathListener, type PathState, type RemoteTrack } from "~/rtc/path";
import type { Loudspeaker } from "~/rtc/playback/audioPlayer";
import { Slots } from "~/rtc/playback/players";
import type { VideoSlot } from "~/rtc/playback/videoPlayer";
import { Retries } from "~/rtc/retries";
import type { Pictures } from "~/rtc/videoPolicy";
import type { Mode, ModeName, P2PPayload, Participant, Source } from "~/signaling/protocol";

import { end, isNeeded, open, works, type Leg } from "./activePath";
import { expected, isOn, sent } from "./expected";
import type { Paths } from "./pathFactory";
import { Legs } from "./pathSet";

/** Milliseconds that a broken direct path gets to mend while another way is known to work. */
const FAIL_OVER_AFTER = 3000;

export interface SwitchboardOptions {
  paths: Pick<Paths, "build" | "standBy" | "reuse">;
  local: (source: Source) => LocalSource;
  participants: () => readonly Participant[];
  speaker: Loudspeaker;
  onReady: (epoch: number) => void;
  onFailed: (epoch: number, reason: string) => void;
}

export class Switchboard {
  readonly mode = new Store<ModeName>("p2p");
  readonly state = new Store<PathState>("connecting");
  readonly #options: SwitchboardOptions;
  readonly #slots: Slots;
  readonly #retries = new Retries();
  readonly #legs = new Legs();
  /** What was last said when a path was put by. */
  #stoodBy: Mode | null = null;
  #mode: Mode | null = null;
  /** Whether the server said that all have the newest path. */
  #settled = false;
  #told = 0;
  #pictures: Pictures = "all";
  #failOver: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SwitchboardOptions) {
    this.#options = options;
    this.#slots = new Slots(options.speaker, (participantId, source, height, before) => {
      const isSeenAsBefore = height > 0 && before > 0;
      for (const leg of this.#legs.all) {
        // One that goes soon stays as it is: any other size would cost it a moment.
        const goes = leg !== this.#legs.newest && leg !== this.#legs.resting;
        if (!(goes && isSeenAsBefore)) leg.path.show(participantId, source, height);
      }
    });
  }

  get epoch(): number {
    return this.#mode?.epoch ?? 0;
  }

  /** The paths whose tracks are shown and heard, the newest first. */
  get carrying(): MediaPath[] {
    return this.#legs.open.map(({ path }) => path);
  }

  /** Every path that lives, the newest first. */
  get paths(): MediaPath[] {
    return this.#legs.all.map(({ path }) => path);
  }

  /** Those through the router that the newest mode names: a path to one that is gone asks in vain. */
  get alive(): MediaPath[] {
    return this.paths.filter(({ mode, routerId }) => mode === "sfu" && routerId === this.#mode?.routerId);
  }

  /** The tracks that are shown or heard now. */
  tracks(): RemoteTrack[] {
    return this.#legs.tracks();
  }

  /** The server decided how media travels from now on, or says once more what it decided. */
  begin(mode: Mode): void {
    if (mode.epoch < this.epoch) return;
    const again = mode.epoch === this.epoch;
    this.#mode = mode;
    // What they still encode, the processor lacks for the path that takes their place.
    for (const path of this.paths) if (path.mode === "sfu" && !this.alive.includes(path)) path.abandon?.();
    this.#settled = mode.settled || (again && this.#settled);
    this.#told = 0;
    this.#retries.reset();
    this.mode.set(mode.mode);
    if (!(again && this.#legs.newest?.path.mode === mode.mode && mode.mode === "p2p")) this.#build(mode);
    this.#updateState();
    this.check();
  }

  /** All have the path of that epoch. */
  settle(epoch: number): void {
    if (epoch !== this.epoch) return;
    this.#settled = true;
    this.#legs.newest?.path.spare?.(false);
    this.check();
  }

  /** The other browser says something of the direct path of that epoch. */
  receive(epoch: number, payload: P2PPayload): void {
    for (const leg of this.#legs.open) if (leg.epoch === epoch) leg.path.receive?.(payload);
  }

  /** A local source changed. */
  publish(source: Source): void {
    for (const leg of this.#legs.all) this.#publishOn(leg, source);
  }

  /** Somebody came, went, or turned something on or off. */
  check(): void {
    const participants = this.#options.participants();
    this.#slots.keepOnly(new Set(participants.map(({ id }) => id)));
    for (const { id } of participants) for (const source of SOURCES) this.#show(trackKey(id, source));
    this.#tellReady();
    this.#finish();
  }

  /** The network changed: every path finds its way again. */
  restart(): void {
    for (const { path } of this.#legs.all) path.restart();
  }

  /** All paths are void: the server knows this participant no more. */
  reset(): void {
    this.#retries.reset();
    clearTimeout(this.#failOver);
    this.#legs.endAll();
    this.#mode = this.#stoodBy = null;
    this.#settled = false;
  }

  video(participantId: string, source: "camera" | "screen"): VideoSlot {
    return this.#slots.video(participantId, source);
  }

  /** Only these pictures are received from now on, whichever the path. */
  admit(pictures: Pictures): void {
    this.#pictures = pictures;
    for (const { path } of this.#legs.all) path.admit(pictures);
  }

  refreshSound(): void {
    this.#slots.refreshSound();
  }

  close(): void {
    this.reset();
    this.#slots.keepOnly(new Set());
  }

  /** Brings the path of that mode on its way, beside those that carry the call. */
  #build(mode: Mode): void {
    const { next, current } = this.#legs;
    const same = mode.mode === "sfu" && [next, current].find((leg) => leg && this.#options.paths.reuse(leg.path, mode));
    if (same) {
      if (same === current) this.#dropNext();
      same.epoch = mode.epoch;
      return;
    }
    this.#legs.makeWay((older, newer) => this.#isNeeded(older, newer));
    const leg = this.#rested(mode) ?? this.#open(mode, (listener) => this.#options.paths.build(mode, listener));
    if (leg) this.#adopt(leg);
    else if (this.#options.participants().length === 0) this.#legs.endAll();
    // There is no router yet: what there is goes on until there is one.
    else if (this.#legs.current) this.#sizeAll(this.#legs.current);
  }

  #dropNext(): void {
    if (!this.#legs.next) return;
    this.#legs.dropNext();
    if (this.#legs.current) this.#sizeAll(this.#legs.current);
  }

  /** Says how high the picture is shown. */
  #size({ path }: Leg, { participantId, source }: RemoteTrack): void {
    if (kindOf(source) === "audio") return;
    path.show(participantId, source, this.#slots.video(participantId, source).height.get());
  }

  #sizeAll(leg: Leg): void {
    for (const remote of leg.tracks.values()) this.#size(leg, remote);
  }

  #adopt(leg: Leg): void {
    this.#legs.add(leg);
    // Both ways at once are the most that the processor and the uplink have to bear.
    leg.path.spare?.(this.#legs.current !== leg && !this.#settled);
    for (const source of SOURCES) this.#publishOn(leg, source);
    for (const key of leg.tracks.keys()) this.#show(key);
  }

  #tellReady(): void {
    const leg = this.#legs.newest;
    if (!leg || this.#told === this.epoch || !works(leg)) return;
    if (expected(this.#options.participants()).some((key) => !leg.arrived.has(key))) return;
    this.#told = this.epoch;
    this.#options.onReady(this.epoch);
  }

  /** The older paths go once the newest one is there for all, and brings all that they do. */
  #finish(): void {
    const { newest } = this.#legs;
    if (!this.#settled || !this.#mode || !newest) return;
    if (this.#legs.open.some((leg) => leg !== newest && this.#isNeeded(leg, newest))) return;
    const older = this.#legs.settle();
    if (older.length > 0) {
      for (const leg of older) this.#retire(leg);
      for (const key of newest.tracks.keys()) this.#show(key);
      this.#updateState();
    }
    // Not before: joining comes first.
    if (this.#mode.mode === "p2p") this.#standBy(this.#mode);
  }

  #isNeeded(older: Leg, newer: Leg): boolean {
    // Who lost the server may still be seen over the older one, and once back has no other way there.
    return isNeeded(older, newer, sent(this.#options.participants()));
  }

  /** Whether it may still bring something. */
  #lives(leg: Leg): boolean {
    return works(leg) && (leg.path.mode === "p2p" || this.alive.includes(leg.path));
  }

  /** Keeps a path ready for the mode that may come next. */
  #standBy(mode: Mode): void {
    if (this.#stoodBy === mode) return;
    this.#stoodBy = mode;
    if (this.#legs.resting) {
      if (this.#options.paths.reuse(this.#legs.resting.path, mode)) return;
      end(this.#legs.resting);
    }
    this.#legs.resting = this.#open(mode, (listener) => this.#options.paths.standBy(mode, listener));
    if (!this.#legs.resting) return;
    this.#legs.resting.path.rest?.(true);
    for (const source of SOURCES) this.#publishOn(this.#legs.resting, source);
  }

  /** A path that is not needed now: it may stand by, or it goes. */
  #retire(leg: Leg): void {
    if (this.mode.get() === "sfu" || !leg.path.rest || this.#legs.resting) {
      end(leg);
      return;
    }
    leg.path.rest(true);
    leg.arrived.clear();
    this.#legs.resting = leg;
  }

  /** The path that stood by, awake. */
  #rested(mode: Mode): Leg | null {
    const leg = this.#legs.resting;
    if (!leg || mode.mode === "p2p") return null;
    this.#legs.resting = null;
    if (!this.#options.paths.reuse(leg.path, mode)) {
      end(leg);
      return null;
    }
    leg.epoch = mode.epoch;
    leg.path.rest?.(false);
    return leg;
  }

  #open(mode: Mode, build: (listener: PathListener) => MediaPath | null): Leg | null {
    let leg: Leg | null = null;
    try {
      leg = open(mode.epoch, build, {
        onTrack: (leg, remote) => this.#onTrack(leg, remote),
        onTrackGone: (leg, remote) => this.#onTrackGone(leg, remote),
        onState: (leg) => this.#onState(leg),
        onFailed: (leg, reason) => this.#onFailed(leg, reason),
      });
    } catch (error) {
      // The browser makes none: the server knows another way, or there is the chat.
      this.#options.onFailed(mode.epoch, String(error));
    }
    leg?.path.admit(this.#pictures);
    return leg;
  }

  #onState(leg: Leg): void {
    const state = leg.path.state.get();
    if (state === "connected") {
      this.#retries.succeeded();
      leg.failures = 0;
    }
    if (leg === this.#legs.current && leg.path.mode === "p2p") {
      clearTimeout(this.#failOver);
      if (state === "broken") this.#failOver = setTimeout(() => this.#takeTheOther(leg), FAIL_OVER_AFTER);
    }
    this.#updateState();
    this.check();
  }

  /** A direct path does not mend, and the way through the SFU works. */
  #takeTheOther(broken: Leg): void {
    const { current, next, resting } = this.#legs;
    if (broken !== current || next || !resting || !works(resting)) return;
    this.#options.onFailed(this.epoch, "the direct path broke");
  }

  #onFailed(leg: Leg, reason: string): void {
    leg.failures += 1;
    if (leg !== this.#legs.resting && leg !== this.#legs.newest) {
      // Nobody waits for an older one any more.
      this.#finish();
      return;
    }
    if (leg !== this.#legs.resting) this.#options.onFailed(this.epoch, reason);
    // The server answers a direct path that failed with another mode.
    if (leg.path.mode === "p2p") return;
    this.#retries.schedule(() => this.#replace(leg));
  }

  /** Another path to the same router, in place of one that failed. */
  #replace(failed: Leg): void {
    const mode = this.#mode;
    if (!mode) return;
    if (failed === this.#legs.resting) {
      end(failed);
      this.#legs.resting = this.#stoodBy = null;
      this.#finish();
      return;
    }
    if (failed !== this.#legs.newest) return;
    if (failed === this.#legs.next) this.#dropNext();
    const leg = this.#open(mode, (listener) => this.#options.paths.build(mode, listener, failed.path));
    if (leg) this.#adopt(leg);
    this.#updateState();
    this.check();
  }

  #publishOn(leg: Leg, source: Source): void {
    const { track, on } = this.#options.local(source);
    leg.path.publish(source, track, on);
  }

  #onTrack(leg: Leg, remote: RemoteTrack): void {
    const { participantId, source, track } = remote;
    const key = trackKey(participantId, source);
    leg.tracks.set(key, remote);
    track.addEventListener("unmute", () => this.#show(key));
    this.#size(leg, remote);
    this.#show(key);
    this.check();
  }

  #onTrackGone(leg: Leg, remote: RemoteTrack): void {
    const key = trackKey(remote.participantId, remote.source);
    if (leg.tracks.get(key) !== remote) return;
    leg.tracks.delete(key);
    leg.arrived.delete(key);
    this.#show(key);
  }

  /** Puts the newest track there is in its place, unless it should show nothing. */
  #show(key: TrackKey<Source>): void {
    const { participantId, source } = parseTrackKey(key);
    const participant = this.#options.participants().find(({ id }) => id === participantId);
    if (!participant) return;
    const live = isOn(participant, source);
    const legs = this.#legs.open.filter((leg) => leg.tracks.has(key));
    const newest = legs[0];
    const remote = newest?.tracks.get(key) ?? null;
    const arrived = (): void => {
      if (!newest || newest.arrived.has(key)) return;
      newest.arrived.add(key);
      this.check();
    };
    if (kindOf(source) === "audio") {
      // A voice may be back any moment; the sound of a screen goes with it.
      const played = live || source === "microphone" ? remote : null;
      this.#slots.audio(participantId, source).play(played, live, arrived);
      return;
    }
    const slot = this.#slots.video(participantId, source);
    const shown = live ? (remote?.track ?? null) : null;
    // A frame has to have come, or an element that waits for one would replace a living picture.
    if (shown?.muted && legs.length > 1 && slot.height.get() > 0) return;
    slot.show(shown, shown ? arrived : undefined, legs[1] !== undefined && !this.#lives(legs[1]));
  }

  #updateState(): void {
    const { newest, current } = this.#legs;
    const leg = newest && works(newest) ? newest : current;
    const alone = this.#options.participants().length === 0;
    const state = leg?.path.state.get() ?? (alone ? "connected" : "connecting");
    if (leg && state === "connected") mark("connected");
    this.state.set(state);
  }
}
