// Which path carries the call, and which is on its way: make before break.
//
// At most two paths live at a time. What arrives on the newer one replaces what the older one
// showed, track by track, each after its first frame or sound. When all that should flow has
// arrived, the switchboard says so; the older path goes when the server says that all are there.
//
// While two talk directly, a path through the SFU stands by: connected, and carrying nothing. So the
// third to join finds a way that is known to work, or everybody knows before that there is none.
import { Store } from "~/state/store";
import type { Mode, ModeName, Participant, Source } from "~/signaling/protocol";

import { AudioSlot, type Loudspeaker } from "./audioSlot";
import type { LocalSource } from "./localMedia";
import { mark } from "./marks";
import type { Paths } from "./paths";
import { kindOf, SOURCES, type MediaPath, type PathListener, type PathState, type RemoteTrack } from "./path";
import type { Pictures } from "./starvation";
import { VideoSlot } from "./videoSlot";

export interface SwitchboardOptions {
  paths: Pick<Paths, "build" | "standBy" | "reuse">;
  local: (source: Source) => LocalSource;
  participants: () => readonly Participant[];
  speaker: Loudspeaker;
  onReady: (epoch: number) => void;
  onFailed: (epoch: number, reason: string) => void;
}

interface Leg {
  epoch: number;
  path: MediaPath;
  /** By participant and source. */
  tracks: Map<string, RemoteTrack>;
  arrived: Set<string>;
  unwatch: () => void;
}

const keyOf = (participantId: string, source: Source): string => `${participantId}/${source}`;

export class Switchboard {
  readonly mode = new Store<ModeName>("p2p");
  readonly state = new Store<PathState>("connecting");
  readonly #options: SwitchboardOptions;
  readonly #videos = new Map<string, VideoSlot>();
  readonly #audios = new Map<string, AudioSlot>();
  #current: Leg | null = null;
  #next: Leg | null = null;
  #resting: Leg | null = null;
  #mode: Mode | null = null;
  #epoch = 0;
  #told = 0;
  #pictures: Pictures = "all";

  constructor(options: SwitchboardOptions) {
    this.#options = options;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The newest path. */
  get path(): MediaPath | null {
    return (this.#next ?? this.#current)?.path ?? null;
  }

  /** The path whose tracks are shown and heard. */
  get carrying(): MediaPath | null {
    return (this.#current ?? this.#next)?.path ?? null;
  }

  /** Every path that lives, the newest first. */
  get paths(): MediaPath[] {
    return this.#open().map(({ path }) => path);
  }

  /** The tracks that are shown or heard now. */
  tracks(): RemoteTrack[] {
    const leg = this.#current ?? this.#next;
    return leg ? [...leg.tracks.values()] : [];
  }

  /** The server decided how media travels from now on. */
  begin(mode: Mode): void {
    if (mode.epoch < this.#epoch) return;
    const newest = this.#next ?? this.#current;
    if (mode.mode === "p2p" && newest?.epoch === mode.epoch && newest.path.mode === "p2p") {
      // Said again, since the way to fall back on is another.
      this.#mode = mode;
      if (!this.#next) this.#standBy(mode);
      return;
    }
    this.#epoch = mode.epoch;
    this.#mode = mode;
    this.#told = 0;
    this.mode.set(mode.mode);
    // A path that never carried anything is not worth keeping for the one after it.
    if (this.#next && this.#current) this.#end(this.#next);
    else if (this.#next) this.#current = this.#next;
    this.#next = null;
    if (mode.mode === "sfu" && this.#current && this.#options.paths.reuse(this.#current.path, mode)) {
      this.#current.epoch = mode.epoch;
      this.#updateState();
      this.check();
      return;
    }
    const leg = this.#rested(mode) ?? this.#newLeg(mode, "build");
    if (!leg) {
      // Alone: there is nobody to have a path to.
      for (const open of this.#open()) this.#end(open);
      this.#current = this.#resting = null;
      this.#updateState();
      this.check();
      return;
    }
    this.#next = leg;
    // Both ways at once are the most that the processor and the uplink have to bear.
    if (this.#current) leg.path.spare?.(true);
    for (const source of SOURCES) this.#publishOn(leg, source);
    for (const key of leg.tracks.keys()) this.#show(key);
    this.#updateState();
    this.check();
  }

  /** All have the path of that epoch: the one before it goes. */
  settle(epoch: number): void {
    if (epoch !== this.#epoch || !this.#next) return;
    const older = this.#current;
    this.#current = this.#next;
    this.#next = null;
    if (older) this.#retire(older);
    this.#current.path.spare?.(false);
    for (const key of this.#current.tracks.keys()) this.#show(key);
    // Not before: joining comes first.
    if (this.#mode?.mode === "p2p") this.#standBy(this.#mode);
    this.#updateState();
  }

  /** A local source changed. */
  publish(source: Source): void {
    for (const leg of this.#open()) this.#publishOn(leg, source);
  }

  /** Somebody came, went, or turned something on or off. */
  check(): void {
    this.#forgetTheGone();
    for (const { id } of this.#options.participants()) {
      for (const source of SOURCES) this.#show(keyOf(id, source));
    }
    const leg = this.#next ?? this.#current;
    if (!leg || this.#told === this.#epoch || leg.path.state.get() !== "connected") return;
    const missing = this.#expected().filter((key) => !leg.arrived.has(key));
    if (missing.length > 0) return;
    this.#told = this.#epoch;
    this.#options.onReady(this.#epoch);
  }

  /** The server may not have heard that all is there: say it again when asked again. */
  repeat(): void {
    this.#told = 0;
    this.check();
  }

  restart(): void {
    for (const { path } of this.#open()) path.restart();
  }

  /** All paths are void: the server knows this participant no more. */
  reset(): void {
    for (const leg of this.#open()) this.#end(leg);
    this.#current = this.#next = this.#resting = null;
    this.#epoch = 0;
  }

  video(participantId: string, source: "camera" | "screen"): VideoSlot {
    const key = keyOf(participantId, source);
    let slot = this.#videos.get(key);
    if (!slot) {
      slot = new VideoSlot(true);
      this.#videos.set(key, slot);
      const { height } = slot;
      height.subscribe(() => {
        for (const leg of this.#open()) leg.path.show(participantId, source, height.get());
      });
    }
    return slot;
  }

  /** Only these pictures are received from now on, whichever the path. */
  admit(pictures: Pictures): void {
    this.#pictures = pictures;
    for (const { path } of this.#open()) path.admit(pictures);
  }

  refreshSound(): void {
    for (const slot of this.#audios.values()) slot.refresh();
  }

  close(): void {
    this.reset();
    for (const slot of this.#videos.values()) slot.close();
    for (const slot of this.#audios.values()) slot.close();
    this.#videos.clear();
    this.#audios.clear();
  }

  #legs(): Leg[] {
    return [this.#next, this.#current].filter((leg) => leg !== null);
  }

  /** All legs, also the one that rests. */
  #open(): Leg[] {
    return [...this.#legs(), this.#resting].filter((leg) => leg !== null);
  }

  /** Keeps a path ready for the mode that may come next. */
  #standBy(mode: Mode): void {
    if (this.#resting && this.#options.paths.reuse(this.#resting.path, mode)) return;
    if (this.#resting) this.#end(this.#resting);
    this.#resting = null;
    // On the way back from the SFU, the path that still carries the call will do for later.
    if (this.#current?.path.rest && this.#options.paths.reuse(this.#current.path, mode)) return;
    const leg = this.#newLeg(mode, "standBy");
    this.#resting = leg;
    if (!leg) return;
    leg.path.rest?.(true);
    for (const source of SOURCES) this.#publishOn(leg, source);
  }

  /** A path that is not needed now: it may stand by, or it goes. */
  #retire(leg: Leg): void {
    if (this.mode.get() === "sfu" || !leg.path.rest || this.#resting) {
      this.#end(leg);
      return;
    }
    leg.path.rest(true);
    leg.arrived.clear();
    this.#resting = leg;
  }

  /** The path that stood by, awake. */
  #rested(mode: Mode): Leg | null {
    const leg = this.#resting;
    if (!leg || mode.mode === "p2p") return null;
    this.#resting = null;
    if (!this.#options.paths.reuse(leg.path, mode)) {
      this.#end(leg);
      return null;
    }
    leg.epoch = mode.epoch;
    leg.path.rest?.(false);
    return leg;
  }

  #newLeg(mode: Mode, how: "build" | "standBy"): Leg | null {
    const tracks = new Map<string, RemoteTrack>();
    const pending: RemoteTrack[] = [];
    let leg: Leg | null = null;
    const listener: PathListener = {
      onTrack: (remote) => {
        if (leg) this.#onTrack(leg, remote);
        else pending.push(remote);
      },
      onTrackGone: (remote) => {
        if (leg) this.#onTrackGone(leg, remote);
      },
      onFailed: (reason) => {
        // What becomes of an older one is of no matter any more.
        if (leg && leg === (this.#next ?? this.#current)) this.#options.onFailed(this.#epoch, reason);
      },
    };
    const path = this.#options.paths[how](mode, listener);
    if (!path) return null;
    path.admit(this.#pictures);
    const watch = (): void => {
      this.#updateState();
      this.check();
    };
    const unwatch = path.state.subscribe(watch);
    leg = { epoch: mode.epoch, path, tracks, arrived: new Set(), unwatch };
    for (const remote of pending) this.#onTrack(leg, remote);
    return leg;
  }

  #publishOn(leg: Leg, source: Source): void {
    const { track, on } = this.#options.local(source);
    leg.path.publish(source, track, on);
  }

  #onTrack(leg: Leg, remote: RemoteTrack): void {
    const key = keyOf(remote.participantId, remote.source);
    leg.tracks.set(key, remote);
    remote.track.addEventListener("unmute", () => this.#show(key));
    if (remote.source === "camera" || remote.source === "screen") {
      const { height } = this.video(remote.participantId, remote.source);
      leg.path.show(remote.participantId, remote.source, height.get());
    }
    this.#show(key);
    this.check();
  }

  #onTrackGone(leg: Leg, remote: RemoteTrack): void {
    const key = keyOf(remote.participantId, remote.source);
    if (leg.tracks.get(key) !== remote) return;
    leg.tracks.delete(key);
    leg.arrived.delete(key);
    this.#show(key);
  }

  /** Puts the newest track there is in its place, unless it should show nothing. */
  #show(key: string): void {
    const slash = key.indexOf("/");
    const participantId = key.slice(0, slash);
    const source = key.slice(slash + 1) as Source;
    const live = this.#isOn(participantId, source);
    const legs = this.#legs().filter((leg) => leg.tracks.has(key));
    const newest = legs[0];
    const remote = newest?.tracks.get(key);
    const arrived = (): void => {
      if (!newest || newest.arrived.has(key)) return;
      newest.arrived.add(key);
      this.check();
    };
    if (kindOf(source) === "audio") {
      let slot = this.#audios.get(key);
      if (!slot) {
        if (!remote) return;
        slot = new AudioSlot(this.#options.speaker);
        this.#audios.set(key, slot);
      }
      slot.play(remote ?? null, live, arrived);
      return;
    }
    const shown = live ? (remote?.track ?? null) : null;
    // A frame has to have come, or an element that waits for one would replace a living picture.
    if (shown?.muted && legs.length > 1) return;
    this.video(participantId, source as "camera" | "screen").show(shown, shown ? arrived : undefined);
  }

  #isOn(participantId: string, source: Source): boolean {
    const participant = this.#options.participants().find(({ id }) => id === participantId);
    if (!participant) return false;
    switch (source) {
      case "microphone":
        return participant.microphone;
      case "camera":
        return participant.camera;
      case "screen":
      case "screenAudio":
        return participant.screen;
    }
  }

  /** What should flow on a path that works: what is off, or of somebody unreachable, is not. */
  #expected(): string[] {
    return this.#options.participants().flatMap((participant) => {
      if (!participant.connected) return [];
      const sources: Source[] = [];
      if (participant.microphone) sources.push("microphone");
      if (participant.camera) sources.push("camera");
      if (participant.screen) sources.push("screen");
      return sources.map((source) => keyOf(participant.id, source));
    });
  }

  #forgetTheGone(): void {
    const present = new Set(this.#options.participants().map(({ id }) => id));
    for (const [slots, drop] of [
      [this.#videos, (slot: VideoSlot) => slot.close()],
      [this.#audios, (slot: AudioSlot) => slot.close()],
    ] as [Map<string, VideoSlot | AudioSlot>, (slot: VideoSlot | AudioSlot) => void][]) {
      for (const [key, slot] of slots) {
        if (present.has(key.slice(0, key.indexOf("/")))) continue;
        drop(slot);
        slots.delete(key);
      }
    }
  }

  #end(leg: Leg): void {
    leg.unwatch();
    leg.path.close();
  }

  #updateState(): void {
    const leg = this.#current ?? this.#next;
    const state = leg?.path.state.get() ?? "connected";
    if (leg && state === "connected") mark("connected");
    this.state.set(state);
  }
}
