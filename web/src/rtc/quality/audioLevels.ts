// How loud everybody is, read in one loop for the call and handed to whoever draws it.
import { loudness, SPEAKS, watchLevel } from "~/devices/levelMeter";
import type { RemoteTrack } from "~/rtc/path";

type Listener = (level: number) => void;

const INTERVAL = 100;
const STALE = 400;
/** Who spoke within so many milliseconds is asked each time, and so is seen to fall silent. */
const LATELY = 1000;
/** Of all others so many are asked at a time, in turn: the page stands still for each question. */
const OTHERS_AT_ONCE = 4;

export class AudioLevels {
  readonly #tracks: () => readonly RemoteTrack[];
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #askedAt = new WeakMap<RemoteTrack, number>();
  readonly #spokeAt = new WeakMap<RemoteTrack, number>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopLocal: (() => void) | undefined;
  #localId: string | null = null;

  constructor(tracks: () => readonly RemoteTrack[]) {
    this.#tracks = tracks;
  }

  listen(participantId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(participantId) ?? new Set();
    this.#listeners.set(participantId, listeners.add(listener));
    this.#timer ??= setInterval(() => this.#read(), INTERVAL);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(participantId);
      if (this.#listeners.size === 0) this.#stop();
    };
  }

  /** Whose voice the own microphone is, and its track while it is on. */
  setLocal(participantId: string | null, track: MediaStreamTrack | null): void {
    this.#stopLocal?.();
    this.#stopLocal = undefined;
    this.#localId = participantId;
    if (track) this.#stopLocal = watchLevel(track, (level) => this.#emit(this.#localId, level));
  }

  close(): void {
    this.setLocal(null, null);
    this.#listeners.clear();
    this.#stop();
  }

  #read(): void {
    const now = performance.timeOrigin + performance.now();
    for (const voice of this.#due(now)) {
      this.#askedAt.set(voice, now);
      const [last] = voice.receiver?.getSynchronizationSources() ?? [];
      const fresh = last !== undefined && Math.abs(now - last.timestamp) < STALE;
      const level = fresh ? loudness(last.audioLevel ?? 0) : 0;
      if (level > SPEAKS) this.#spokeAt.set(voice, now);
      this.#emit(voice.participantId, level);
    }
  }

  /** Whom to ask now: who speaks, and those others who were not asked for the longest time. */
  #due(now: number): RemoteTrack[] {
    const isListenedTo = ({ participantId, source }: RemoteTrack): boolean =>
      source === "microphone" && this.#listeners.has(participantId);
    const speaks = (voice: RemoteTrack): boolean => now - (this.#spokeAt.get(voice) ?? -Infinity) < LATELY;
    const voices = this.#tracks().filter(isListenedTo);
    const others = voices.filter((voice) => !speaks(voice));
    const waited = (voice: RemoteTrack): number => now - (this.#askedAt.get(voice) ?? 0);
    others.sort((a, b) => waited(b) - waited(a));
    return [...voices.filter(speaks), ...others.slice(0, OTHERS_AT_ONCE)];
  }

  #emit(participantId: string | null, level: number): void {
    if (participantId === null) return;
    for (const listener of this.#listeners.get(participantId) ?? []) listener(level);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
