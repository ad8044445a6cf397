// Whether a new picture moves as smoothly as the old one beside it.

/** Frames of the old picture between two of the new one: with more, the new one would stutter. */
const MISSED = 2;
/** So many frames are judged: the first are easy, what follows a key frame may wait for it. */
const JUDGED = 6;
/** As many more may the old one have in all: with half the frames of the old one, the new one is slower. */
const MISSED_IN_ALL = 2;
/** After so many frames beside none of the old one, that one stands still. */
const BESIDE_NONE = 2;

export class Smoothness {
  #missed: number[] = [];

  /** Whether the old picture has stood still all the while. */
  get besideNone(): boolean {
    return this.#missed.length === JUDGED && sum(this.#missed) === 0;
  }

  /** A frame of the new picture, after so many of the old one: whether it moves as smoothly by now. */
  add(missed: number): boolean {
    this.#missed = [...this.#missed, missed].slice(-JUDGED);
    if (sum(this.#missed.slice(-BESIDE_NONE)) === 0 && this.#missed.length >= BESIDE_NONE) return true;
    const inTime = this.#missed.every((count) => count <= MISSED);
    return this.#missed.length === JUDGED && inTime && sum(this.#missed) <= JUDGED + MISSED_IN_ALL;
  }
}

const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
