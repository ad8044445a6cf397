// When what failed is tried again: each time after twice as long, and never as all others do.
import { SignalingError } from "~/signaling/signalingError";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 16_000;

export class Retries {
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Tries that again after a while, in place of what was to be tried before. */
  schedule(attempt: () => void): void {
    clearTimeout(this.#timer);
    const wait = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS);
    this.#timer = setTimeout(attempt, wait * (0.75 + Math.random() / 2));
    this.#failures += 1;
  }

  /** The next failure is the first again. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** Nothing is to be tried any more. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#failures = 0;
  }
}

/** Whether a request may succeed later. What was lost with the connection is asked again by whoever comes back. */
export function passes(error: unknown): boolean {
  return error instanceof SignalingError && ["timeout", "too_many_requests", "unavailable"].includes(error.code);
}
