// When a path that failed is built again: each time after twice as long.

/** Milliseconds. */
const PATIENCE = { first: 1000, longest: 16_000 } as const;

export class Retries {
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Tries that again after a while, in place of what was to be tried before. */
  schedule(attempt: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(attempt, Math.min(PATIENCE.first * 2 ** this.#failures, PATIENCE.longest));
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
