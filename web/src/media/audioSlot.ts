// One voice. A new track takes over from the old one once its sound has begun to arrive.

/** What the jitter buffer needs before it plays without a gap. */
const BUFFER_FILLS = 150;

export interface Loudspeaker {
  /** The output device to play on; "default" for the system's own. */
  deviceId(): string;
  /** The browser refuses to play before the person touches the page. */
  onBlocked(): void;
}

interface Voice {
  track: MediaStreamTrack;
  element: HTMLAudioElement;
}

export class AudioSlot {
  readonly #speaker: Loudspeaker;
  #heard: Voice | null = null;
  #coming: Voice | null = null;
  #onArrived: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(speaker: Loudspeaker) {
    this.#speaker = speaker;
  }

  /** Plays the track and says when its sound was there. `flowing`: sound is to be expected. */
  play(track: MediaStreamTrack | null, flowing: boolean, onArrived?: () => void): void {
    if (track !== null && track === this.#heard?.track) {
      onArrived?.();
      return;
    }
    if (track !== null && track === this.#coming?.track) {
      this.#onArrived = onArrived;
      return;
    }
    this.#drop(this.#coming);
    this.#stopWaiting?.();
    this.#coming = null;
    this.#onArrived = onArrived;
    if (track === null) {
      this.#drop(this.#heard);
      this.#heard = null;
      return;
    }
    const voice = (this.#coming = this.#load(track));
    const takeOver = (): void => {
      if (this.#coming !== voice) return;
      voice.element.muted = false;
      this.#drop(this.#heard);
      this.#heard = voice;
      this.#coming = null;
      this.#onArrived?.();
    };
    if (!this.#heard || !flowing) {
      takeOver();
      return;
    }
    this.#whenFlowing(track, takeOver);
  }

  /** Another speaker was chosen, or the person touched the page. */
  refresh(): void {
    for (const voice of [this.#heard, this.#coming]) if (voice) this.#start(voice.element);
  }

  close(): void {
    this.play(null, false);
  }

  #load(track: MediaStreamTrack): Voice {
    const element = document.createElement("audio");
    element.autoplay = true;
    element.muted = this.#heard !== null;
    element.srcObject = new MediaStream([track]);
    this.#start(element);
    return { track, element };
  }

  #start(element: HTMLAudioElement): void {
    const deviceId = this.#speaker.deviceId();
    if ("setSinkId" in element && element.sinkId !== (deviceId === "default" ? "" : deviceId)) {
      element.setSinkId(deviceId === "default" ? "" : deviceId).catch(() => undefined);
    }
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#speaker.onBlocked();
    });
  }

  #whenFlowing(track: MediaStreamTrack, then: () => void): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = (): void => {
      timer = setTimeout(then, BUFFER_FILLS);
    };
    track.addEventListener("unmute", begin, { once: true });
    if (!track.muted) begin();
    this.#stopWaiting = () => {
      clearTimeout(timer);
      track.removeEventListener("unmute", begin);
    };
  }

  #drop(voice: Voice | null): void {
    if (!voice) return;
    voice.element.srcObject = null;
  }
}
