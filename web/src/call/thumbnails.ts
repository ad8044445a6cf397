// Thumbnails of the chat's pictures: fetched a few at a time, tried again, and kept while they are of use.
import { SignalingError } from "~/signaling/signalingError";

/** At a time; what comes into sight meanwhile waits. */
const AT_ONCE = 4;
/** The last ones, for who scrolls back. */
const KEPT = 100;
/** After a try that failed; then it has. */
const RETRY_AFTER_MS = [1000, 5000];

export class Thumbnails {
  readonly #kept = new Map<string, Promise<Blob>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** One that was made here. */
  keep(fileId: string, picture: Blob): void {
    this.#keep(fileId, Promise.resolve(picture));
  }

  /** The thumbnail of that file; `load` fetches it, where it has not come yet. */
  get(fileId: string, load: () => Promise<Blob>): Promise<Blob> {
    const known = this.#kept.get(fileId);
    const coming = known ?? this.#inTurn(load);
    this.#keep(fileId, coming);
    if (!known) {
      coming.catch(() => {
        if (this.#kept.get(fileId) === coming) this.#kept.delete(fileId);
      });
    }
    return coming;
  }

  /** The one that was asked for longest ago goes first. */
  #keep(fileId: string, coming: Promise<Blob>): void {
    this.#kept.delete(fileId);
    this.#kept.set(fileId, coming);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  async #inTurn(load: () => Promise<Blob>): Promise<Blob> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await patiently(load);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}

async function patiently(load: () => Promise<Blob>): Promise<Blob> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await load();
    } catch (error) {
      const wait = RETRY_AFTER_MS[tries];
      const isGone = error instanceof SignalingError && error.code === "file_not_found";
      if (isGone || wait === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}
