// The person's own camera, microphone and screen: what is on, and what stands in the way.
import { Store } from "~/lib/store";
import type { Source } from "~/protocol/generated";

import { Capture, OFF, type CaptureKind, type LocalSource } from "./capture";
import { screenProblemOf } from "./deviceError";
import type { Devices } from "./devices";
import { screenSound, silenceOwnTab } from "./screenSound";
import { canPresent } from "./support";

export type { LocalSource };

/** Milliseconds after which it is said that the browser may never have asked what to show. */
const ANSWERS_WITHIN = 30_000;

export class LocalMedia {
  readonly screen = new Store<LocalSource>(OFF);
  readonly screenAudio = new Store<LocalSource>(OFF);
  readonly #captures: Record<CaptureKind, Capture>;
  #closed = false;
  /** Which asking for a screen is the newest. */
  #asked = 0;

  constructor(devices: Devices) {
    this.#captures = { camera: new Capture("camera", devices), microphone: new Capture("microphone", devices) };
  }

  get microphone(): Store<LocalSource> {
    return this.#captures.microphone.state;
  }

  get camera(): Store<LocalSource> {
    return this.#captures.camera.state;
  }

  store(source: Source): Store<LocalSource> {
    return this[source];
  }

  /** Off keeps the device, so that on is instant. */
  setMicrophone(on: boolean): Promise<void> {
    return this.#captures.microphone.set(on);
  }

  /** Off gives the device back, so that its light goes out. */
  setCamera(on: boolean): Promise<void> {
    return this.#captures.camera.set(on);
  }

  /** After a problem: tries the chosen device again, and turns it on. */
  retry(kind: CaptureKind): Promise<void> {
    return this.#captures[kind].retry();
  }

  /** What the microphone hears, for a test: the others hear what they heard before. Stop it when done. */
  borrowMicrophone(): Promise<MediaStreamTrack> {
    return this.#captures.microphone.borrow();
  }

  /** The browser asks what to show; false when the person thought better of it. */
  async startScreen(): Promise<boolean> {
    if (this.screen.get().pending) return false;
    const asked = (this.#asked += 1);
    this.screen.set({ ...OFF, pending: true });
    const late = setTimeout(() => {
      if (this.#asked === asked) this.screen.set({ ...OFF, problem: "unanswered" });
    }, ANSWERS_WITHIN);
    try {
      if (!canPresent()) throw new DOMException("No screens", "NotSupportedError");
      const stream = await navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 30, max: 30 } },
        audio: screenSound(),
      });
      const [video] = stream.getVideoTracks();
      const [audio] = stream.getAudioTracks();
      if (!video) throw new DOMException("No picture", "NotFoundError");
      if (this.#closed || this.#asked !== asked) {
        for (const track of stream.getTracks()) track.stop();
        return false;
      }
      if (audio) silenceOwnTab(video, audio);
      video.contentHint = "detail";
      video.addEventListener("ended", () => this.stopScreen());
      this.screen.set({ ...OFF, on: true, track: video });
      this.screenAudio.set(audio ? { ...OFF, on: true, track: audio } : OFF);
      return true;
    } catch (error) {
      if (this.#asked === asked) this.screen.set({ ...OFF, problem: screenProblemOf(error) });
      return false;
    } finally {
      clearTimeout(late);
    }
  }

  stopScreen(): void {
    this.#asked += 1;
    for (const store of [this.screen, this.screenAudio]) {
      store.get().track?.stop();
      store.set(OFF);
    }
  }

  close(): void {
    this.#closed = true;
    for (const capture of Object.values(this.#captures)) capture.close();
    this.stopScreen();
  }
}
