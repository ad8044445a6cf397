// How long to wait before the next try to connect: the longer it has been away, the longer, and never as all others do.

/** Milliseconds. */
const FIRST = 300;
const LONGEST = 15_000;
/** The share of the time away that is waited. */
const SHARE = 0.2;
/** Milliseconds after which a connection counts as one that holds: what is cut sooner is the same trouble still. */
const HOLDS = 10_000;

export class Backoff {
  #troubledSince: number | null = null;
  #connectedAt: number | null = null;

  connected(): void {
    this.#settle();
    this.#connectedAt = performance.now();
  }

  /** A connection was lost or not to be had: milliseconds until it is worth trying again. */
  next(): number {
    const now = performance.now();
    this.#settle();
    this.#troubledSince ??= now;
    const wait = Math.min(FIRST + SHARE * (now - this.#troubledSince), LONGEST);
    return wait * (0.5 + Math.random());
  }

  /** What was wrong before a connection that held is over. */
  #settle(): void {
    if (this.#connectedAt !== null && performance.now() - this.#connectedAt >= HOLDS) this.#troubledSince = null;
    this.#connectedAt = null;
  }
}
