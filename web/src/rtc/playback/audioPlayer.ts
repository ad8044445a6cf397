// One voice. A new track takes over from the old one once its sound has begun to arrive, or when the
// old one has ended: while neither brings anything, nobody knows which of them will.
import type { RemoteTrack } from "~/rtc/path";
import type { Source } from "~/protocol/generated";

/** How often, in milliseconds, it is asked whether sound arrives: the page stands still meanwhile. */
const ASK = 100;
/** Where the browser cannot say, the old one is not kept for ever. */
const LONGEST_WAIT = 4000;
/** What the jitter buffer needs before it plays without a gap. */
const BUFFER_FILLS = 150;

export interface Loudspeaker {
  /** The output device to play on; "default" for the system's own. */
  deviceId: () => string;
  /** From 0, nothing, to 1, as it was sent. */
  volume: (participantId: string, source: Source) => number;
  /** The browser refuses to play before the person touches the page. */
  onBlocked: () => void;
}

/** What one voice is played on. */
type Outlet = Pick<Loudspeaker, "deviceId" | "onBlocked"> & { volume: () => number };

type Sounding = Pick<RemoteTrack, "track" | "receiver">;

interface Voice extends Sounding {
  element: HTMLAudioElement;
  /** Is heard, once it has taken over. */
  audible: boolean;
}

export class AudioPlayer {
  readonly #speaker: Outlet;
  #heard: Voice | null = null;
  #coming: Voice | null = null;
  #onArrived: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;

  constructor(speaker: Outlet) {
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
      voice.audible = true;
      this.#setVolume(voice);
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

  /** Another volume was chosen. */
  refreshVolume(): void {
    for (const voice of [this.#heard, this.#coming]) if (voice) this.#setVolume(voice);
  }

  close(): void {
    this.play(null, false);
  }

  #load({ track, receiver }: Sounding): Voice {
    const element = document.createElement("audio");
    element.autoplay = true;
    element.srcObject = new MediaStream([track]);
    const voice = { track, receiver, element, audible: this.#heard === null };
    this.#setVolume(voice);
    this.#start(element);
    return voice;
  }

  /** Where a page may set no volume, as on iOS, it may still mute. */
  #setVolume({ element, audible }: Voice): void {
    const volume = this.#speaker.volume();
    element.volume = volume;
    element.muted = !audible || volume === 0;
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
