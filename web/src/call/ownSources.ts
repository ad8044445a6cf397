// One's own camera, microphone and screen during a call: what is shown to oneself, and what is told of them.
import type { LocalMedia } from "~/devices/localMedia";
import { SOURCES } from "~/rtc/path";
import type { VideoPlayer } from "~/rtc/playback/videoPlayer";
import type { Source } from "~/protocol/generated";

/** What the others are told of; a screen's sound comes and goes with the screen. */
const TOLD = ["microphone", "camera", "screen"] as const;

/** Which of them are on. */
export type On = Record<(typeof TOLD)[number], boolean>;

export interface OwnSourcesListener {
  onChanged: (source: Source) => void;
  /** What was turned on or off. */
  onTurned: (turned: Partial<On>) => void;
  /** The voice while it is on. */
  onVoice: (track: MediaStreamTrack | null) => void;
}

export class OwnSources {
  readonly #local: LocalMedia;
  readonly #listener: OwnSourcesListener;
  readonly #videos: Readonly<Record<"camera" | "screen", VideoPlayer>>;
  readonly #cleanUps: (() => void)[];

  constructor(local: LocalMedia, player: () => VideoPlayer, listener: OwnSourcesListener) {
    this.#local = local;
    this.#videos = { camera: player(), screen: player() };
    this.#listener = listener;
    this.#cleanUps = SOURCES.map((source) => this.#watch(source));
  }

  get on(): On {
    const { microphone, camera, screen } = this.#local;
    return { microphone: microphone.get().on, camera: camera.get().on, screen: screen.get().on };
  }

  video(source: "camera" | "screen"): VideoPlayer {
    return this.#videos[source];
  }

  /** Shows one's own pictures, and has one's own voice listened to. */
  show(): void {
    this.#followVoice();
    this.#showPictures();
  }

  /** Tells what was turned on or off since those were asked for. */
  tellSince(requested: On): void {
    const on = this.on;
    for (const source of TOLD) if (on[source] !== requested[source]) this.#listener.onTurned({ [source]: on[source] });
  }

  close(): void {
    for (const cleanUp of this.#cleanUps) cleanUp();
    for (const player of Object.values(this.#videos)) player.close();
  }

  #watch(source: Source): () => void {
    const store = this.#local.store(source);
    let flag = store.get().on;
    return store.subscribe(() => {
      this.#listener.onChanged(source);
      this.#showPictures();
      if (source === "microphone") this.#followVoice();
      const { on } = store.get();
      if (on !== flag && source !== "screenAudio") this.#listener.onTurned({ [source]: on });
      flag = on;
    });
  }

  #showPictures(): void {
    for (const source of ["camera", "screen"] as const) {
      this.#videos[source].show(this.#local.store(source).get().track);
    }
  }

  #followVoice(): void {
    const { on, track } = this.#local.microphone.get();
    this.#listener.onVoice(on ? track : null);
  }
}
