// One voice. A new track takes over from the old one once its sound has begun to arrive, or when the
// old one has ended: while neither brings anything, nobody knows which of them will.
import type { RemoteTrack } from "~/rtc/path";

/** How often, in milliseconds, it is asked whether sound arrives: the page stands still meanwhile. */
const ASK = 100;
/** Where the browser cannot say, the old one is not kept for ever. */
const LONGEST_WAIT = 4000;
/** What the jitter buffer needs before it plays without a gap. */
const BUFFER_FILLS = 150;

export interface Loudspeaker {
  /** The output device to play on; "default" for the system's own. */
  deviceId(): string;
  /** The browser refuses to play before the person touches the page. */
  onBlocked(): void;
}

type Sounding = Pick<RemoteTrack, "track" | "receiver">;

interface Voice extends Sounding {
  element: HTMLAudioElement;
}

export class AudioPlayer {
  readonly #speaker: Loudspeaker;
  #heard: Voice | null = null;
  #coming: Voice | null = null;
  #onArrived: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(speaker: Loudspeaker) {
    this.#speaker = speaker;
  }

  /** Plays the track and says when its sound was there. `flowing`: sound is to be expected. */
  play(sounding: Sounding | null, flowing: boolean, onArrived?: () => void): void {
    if (sounding !== null && sounding.track === this.#coming?.track) {
      this.#onArrived = onArrived;
      return;
    }
    this.#drop(this.#coming);
    this.#stopWaiting?.();
    this.#coming = null;
    this.#onArrived = onArrived;
    if (sounding === null) {
      this.#drop(this.#heard);
      this.#heard = null;
      return;
    }
    if (sounding.track === this.#heard?.track) {
      onArrived?.();
      return;
    }
    const voice = (this.#coming = this.#load(sounding));
    const takeOver = (): void => {
      if (this.#coming !== voice) return;
      voice.element.muted = false;
      this.#drop(this.#heard);
      this.#heard = voice;
      this.#coming = null;
      this.#onArrived?.();
    };
    if (isOver(this.#heard) || !flowing) {
      takeOver();
      return;
    }
    this.#whenFlowing(sounding, takeOver);
  }

  /** Another speaker was chosen, or the person touched the page. */
  refresh(): void {
    for (const voice of [this.#heard, this.#coming]) if (voice) this.#start(voice.element);
  }

  close(): void {
    this.play(null, false);
  }

  #load({ track, receiver }: Sounding): Voice {
    const element = document.createElement("audio");
    element.autoplay = true;
    element.muted = this.#heard !== null;
    element.srcObject = new MediaStream([track]);
    this.#start(element);
    return { track, receiver, element };
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

  #whenFlowing(coming: Sounding, then: () => void): void {
    const began = wallClock();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      const isLate = !coming.receiver && wallClock() - began > LONGEST_WAIT;
      // Of a track that rested before, only what comes from now on counts.
      if (isLate || isOver(this.#heard)) then();
      else timer = soundedSince(coming, began) ? setTimeout(then, BUFFER_FILLS) : setTimeout(ask, ASK);
    };
    timer = setTimeout(ask, ASK);
    this.#stopWaiting = () => clearTimeout(timer);
  }

  #drop(voice: Voice | null): void {
    if (!voice) return;
    voice.element.srcObject = null;
  }
}

const wallClock = (): number => performance.timeOrigin + performance.now();

const isOver = (sounding: Sounding | null): boolean => sounding === null || sounding.track.readyState === "ended";

function soundedSince({ receiver }: Sounding, time: number): boolean {
  const sources = receiver?.getSynchronizationSources() ?? [];
  return sources.some(({ timestamp }) => timestamp > time);
}
