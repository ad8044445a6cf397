// How loud everybody is, read in one loop for the call and handed to whoever draws it.
import { loudness, watchLevel } from "./levelMeter";
import type { RemoteTrack } from "./path";

type Listener = (level: number) => void;

const INTERVAL = 100;
const STALE = 400;

export class Levels {
  readonly #tracks: () => readonly RemoteTrack[];
  readonly #listeners = new Map<string, Set<Listener>>();
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
    if (track) this.#stopLocal = watchLevel(track, (level) => this.#tell(this.#localId, level));
  }

  close(): void {
    this.setLocal(null, null);
    this.#listeners.clear();
    this.#stop();
  }

  #read(): void {
    const now = performance.timeOrigin + performance.now();
    for (const { participantId, source, receiver } of this.#tracks()) {
      if (source !== "microphone" || !this.#listeners.has(participantId)) continue;
      const [last] = receiver?.getSynchronizationSources() ?? [];
      const fresh = last !== undefined && Math.abs(now - last.timestamp) < STALE;
      this.#tell(participantId, fresh ? loudness(last.audioLevel ?? 0) : 0);
    }
  }

  #tell(participantId: string | null, level: number): void {
    if (participantId === null) return;
    for (const listener of this.#listeners.get(participantId) ?? []) listener(level);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
