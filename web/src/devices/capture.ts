// One's own microphone or camera: opened when it is wanted, kept on the right device, found again.
import { Store } from "~/lib/store";

import { problemOf, type Problem } from "./deviceError";
import { DEFAULT, type Devices } from "./devices";

export type CaptureKind = "camera" | "microphone";

export interface LocalSource {
  /** What others see or hear of it. */
  on: boolean;
  /** The browser is asking, or the device is starting. */
  pending: boolean;
  problem: Problem | null;
  track: MediaStreamTrack | null;
}

export const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };

const WANTED: Record<CaptureKind, MediaTrackConstraints> = {
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
};
/** Milliseconds without sound or picture after which the device is taken to be gone. */
const GONE_AFTER = 2500;

export class Capture {
  readonly state = new Store<LocalSource>(OFF);
  readonly #kind: CaptureKind;
  readonly #devices: Devices;
  readonly #stopWatching: (() => void)[];
  /** What the person pressed last: it holds also while the device starts, or is away. */
  #wanted = false;
  /** What the devices said was to be used, when it was last opened or tried. */
  #tried = "";
  #opening = false;
  /** It was opened again because it fell silent: not twice in a row. */
  #silentAgain = false;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(kind: CaptureKind, devices: Devices) {
    this.#kind = kind;
    this.#devices = devices;
    const follow = (): void => this.#follow();
    this.#stopWatching = [devices.lists, devices.unnamed, devices.chosen].map((store) => store.subscribe(follow));
  }

  /** A microphone that is off is kept, so that on is instant; a camera is given back, so that its light goes out. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    const { track, pending, problem } = this.state.get();
    if (!track) {
      if (on) await this.#open();
    } else if (on || this.#kind === "microphone") {
      track.enabled = on;
      this.state.set({ on, pending, problem: problem === "silent" ? problem : null, track });
    } else {
      this.state.set({ ...OFF, pending });
      track.stop();
    }
  }

  /** After a problem: the chosen device once more. What goes on without it, muted or not, stays so. */
  async retry(): Promise<void> {
    this.#wanted ||= this.state.get().track === null;
    await this.#open();
  }

  /** A track of one's own to stop when done, which is on whatever the others hear. */
  async borrow(): Promise<MediaStreamTrack> {
    const { track } = this.state.get();
    const own = track?.readyState === "live" ? track.clone() : await this.#acquire();
    own.enabled = true;
    return own;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#silence);
    for (const stop of this.#stopWatching) stop();
    this.state.get().track?.stop();
    this.state.set(OFF);
  }

  async #open(): Promise<void> {
    if (this.#opening || this.#closed) return;
    this.#opening = true;
    const wish = this.#devices.chosen.get()[this.#kind];
    this.#tried = this.#devices.behind(this.#kind);
    this.state.update((now) => ({ ...now, pending: true, problem: null }));
    let fresh: MediaStreamTrack | null = null;
    let problem: Problem | null = null;
    try {
      fresh = await this.#acquire();
    } catch (error) {
      problem = problemOf(error);
      if (problem === "busy" && this.#kind === "camera") [fresh, problem] = await this.#inTurn();
    }
    this.#take(fresh, problem);
    await this.#devices.refresh();
    this.#opening = false;
    // Names are known now. What was chosen meanwhile is opened next.
    if (fresh && wish === this.#devices.chosen.get()[this.#kind]) this.#tried = this.#devices.behind(this.#kind);
    this.#follow();
  }

  /** Puts the fresh track in the old one's place; without one, the old one goes on while it lives. */
  #take(fresh: MediaStreamTrack | null, problem: Problem | null): void {
    const { track: before, on } = this.state.get();
    const useful = this.#wanted || this.#kind === "microphone";
    if (this.#closed || (fresh && !useful)) {
      fresh?.stop();
      before?.stop();
      this.state.set(OFF);
    } else if (fresh) {
      fresh.enabled = this.#wanted;
      this.#watch(fresh);
      this.state.set({ on: this.#wanted, pending: false, problem, track: fresh });
      before?.stop();
    } else if (before?.readyState === "live") {
      this.state.set({ on, pending: false, problem, track: before });
    } else {
      before?.stop();
      this.state.set({ ...OFF, problem });
    }
  }

  /** A phone opens one camera at a time: the old one is given back first, and taken again if that was in vain. */
  async #inTurn(): Promise<[MediaStreamTrack | null, Problem | null]> {
    const { track } = this.state.get();
    if (track?.readyState !== "live") return [null, "busy"];
    const { deviceId = "" } = track.getSettings();
    track.stop();
    try {
      return [await this.#acquire(), null];
    } catch (error) {
      return [await this.#acquire({ deviceId }).catch(() => null), problemOf(error)];
    }
  }

  async #acquire(device = this.#device()): Promise<MediaStreamTrack> {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (typeof media?.getUserMedia !== "function") {
      throw new DOMException("No devices", isSecureContext ? "NotSupportedError" : "SecurityError");
    }
    const wanted = { ...WANTED[this.#kind], ...device };
    const stream = await media.getUserMedia(this.#kind === "camera" ? { video: wanted } : { audio: wanted });
    const [track] = stream.getTracks();
    if (!track) throw new DOMException("No track", "NotFoundError");
    return track;
  }

  #device(): MediaTrackConstraints {
    // Before the browser names any, the one of the last time may be there.
    const chosen = this.#devices.chosen.get()[this.#kind];
    if (this.#devices.lists.get()[this.#kind].length === 0)
      return chosen === DEFAULT ? {} : { deviceId: { ideal: chosen } };
    const id = this.#devices.effective(this.#kind);
    return id === DEFAULT ? {} : { deviceId: { exact: id } };
  }

  #watch(track: MediaStreamTrack): void {
    const current = (): boolean => this.state.get().track === track && !this.#closed;
    track.addEventListener("ended", () => {
      // Unplugged, or taken away: another one of its kind will do.
      if (!current()) return;
      void this.#devices.refresh().then(() => {
        if (current()) void this.#open();
      });
    });
    const onMute = (): void => {
      clearTimeout(this.#silence);
      this.#silence = setTimeout(() => {
        if (!current() || !track.muted) return;
        // Some systems take the device away from a page that is not looked at, and give it back.
        if (document.hidden) onMute();
        else if (this.#silentAgain) this.state.update((now) => ({ ...now, problem: "silent" }));
        else {
          this.#silentAgain = true;
          void this.#open();
        }
      }, GONE_AFTER);
    };
    track.addEventListener("mute", onMute);
    track.addEventListener("unmute", () => {
      if (!current()) return;
      this.#silentAgain = false;
      this.state.update((now) => (now.problem === "silent" ? { ...now, problem: null } : now));
    });
    if (track.muted) onMute();
  }

  /** Another device is to be used now, or one is there at last. */
  #follow(): void {
    if (this.#opening || this.#closed) return;
    const { track, problem } = this.state.get();
    const moved = this.#devices.behind(this.#kind) !== this.#tried;
    const awaited = this.#wanted && (problem === null || (problem === "missing" && moved));
    if (track ? moved : awaited) {
      this.#silentAgain = false;
      void this.#open();
    }
  }
}
