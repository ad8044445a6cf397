// The person's own camera, microphone and screen: what is on, and what stands in the way.
import { Store } from "~/state/store";
import type { Source } from "~/signaling/protocol";

import type { Devices } from "./devices";
import { problemOf, type Problem } from "./problem";

export interface LocalSource {
  /** What others see or hear of it. */
  on: boolean;
  /** The browser is asking, or the device is starting. */
  pending: boolean;
  problem: Problem | null;
  track: MediaStreamTrack | null;
}

const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };

const VIDEO: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30 },
};
const AUDIO: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

export class LocalMedia {
  readonly microphone = new Store<LocalSource>(OFF);
  readonly camera = new Store<LocalSource>(OFF);
  readonly screen = new Store<LocalSource>(OFF);
  readonly screenAudio = new Store<LocalSource>(OFF);
  readonly #devices: Devices;
  readonly #stopWatching: () => void;
  #inUse = { camera: "", microphone: "" };
  #closed = false;

  constructor(devices: Devices) {
    this.#devices = devices;
    const follow = (): void => this.#followDevices();
    const offLists = devices.lists.subscribe(follow);
    const offChosen = devices.chosen.subscribe(follow);
    this.#stopWatching = () => {
      offLists();
      offChosen();
    };
  }

  store(source: Source): Store<LocalSource> {
    return this[source];
  }

  /** Off keeps the device, so that on is instant. */
  async setMicrophone(on: boolean): Promise<void> {
    const { track, pending } = this.microphone.get();
    if (pending) return;
    if (track) {
      track.enabled = on;
      this.microphone.set({ ...OFF, on, track });
    } else if (on) await this.#open("microphone");
  }

  /** Off gives the device back, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    const { track, pending } = this.camera.get();
    if (pending) return;
    if (!on) {
      track?.stop();
      this.camera.set(OFF);
    } else if (!track) await this.#open("camera");
  }

  /** The browser asks what to show; false when the person thought better of it. */
  async startScreen(): Promise<boolean> {
    if (this.screen.get().pending) return false;
    this.screen.set({ ...OFF, pending: true });
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 30, max: 30 } },
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      });
      const [video] = stream.getVideoTracks();
      const [audio] = stream.getAudioTracks();
      if (!video) throw new DOMException("No picture", "NotFoundError");
      if (this.#closed) {
        for (const track of stream.getTracks()) track.stop();
        return false;
      }
      video.contentHint = "detail";
      video.addEventListener("ended", () => this.stopScreen());
      this.screen.set({ ...OFF, on: true, track: video });
      this.screenAudio.set(audio ? { ...OFF, on: true, track: audio } : OFF);
      return true;
    } catch (error) {
      const problem = problemOf(error);
      // "Denied" is also what pressing Cancel gives, which is no problem.
      this.screen.set({ ...OFF, problem: problem === "denied" ? null : problem });
      return false;
    }
  }

  stopScreen(): void {
    for (const store of [this.screen, this.screenAudio]) {
      store.get().track?.stop();
      store.set(OFF);
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopWatching();
    for (const store of [this.microphone, this.camera, this.screen, this.screenAudio]) {
      store.get().track?.stop();
      store.set(OFF);
    }
  }

  async #open(kind: "camera" | "microphone"): Promise<void> {
    const store = this[kind];
    const before = store.get();
    store.set({ ...before, pending: true, problem: null });
    try {
      const track = await this.#acquire(kind);
      if (this.#closed) {
        track.stop();
        return;
      }
      track.addEventListener("ended", () => this.#ended(kind, track));
      track.enabled = kind === "camera" || before.on || before.track === null;
      store.set({ ...OFF, on: track.enabled, track });
      await this.#devices.refresh();
      before.track?.stop();
    } catch (error) {
      store.set({ ...OFF, problem: problemOf(error) });
    }
  }

  async #acquire(kind: "camera" | "microphone"): Promise<MediaStreamTrack> {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) throw new DOMException("Insecure", "SecurityError");
    const deviceId = this.#devices.effective(kind);
    this.#inUse[kind] = deviceId;
    const wanted: MediaTrackConstraints = deviceId === "default" ? {} : { deviceId: { exact: deviceId } };
    const stream = await media.getUserMedia(
      kind === "camera" ? { video: { ...VIDEO, ...wanted } } : { audio: { ...AUDIO, ...wanted } },
    );
    const [track] = stream.getTracks();
    if (!track) throw new DOMException("No track", "NotFoundError");
    return track;
  }

  /** The device was unplugged, or taken away: another one of its kind will do. */
  #ended(kind: "camera" | "microphone", track: MediaStreamTrack): void {
    if (this.#closed || this[kind].get().track !== track) return;
    void this.#devices.refresh().then(() => this.#open(kind));
  }

  #followDevices(): void {
    for (const kind of ["camera", "microphone"] as const) {
      const { track, pending } = this[kind].get();
      if (track && !pending && this.#devices.effective(kind) !== this.#inUse[kind]) {
        void this.#open(kind);
      }
    }
  }
}
