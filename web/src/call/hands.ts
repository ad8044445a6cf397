// Raised hands: the server numbers them, and everybody sees the same queue.

interface MayRaise {
  id: string;
  hand?: number | null | undefined;
}

/** The places in the queue, from 1, of those whose hands are up. */
export function placesOf(people: readonly MayRaise[]): ReadonlyMap<string, number> {
  const up = people.flatMap(({ id, hand }) => (typeof hand === "number" ? [{ id, hand }] : []));
  up.sort((a, b) => a.hand - b.hand);
  return new Map(up.map(({ id }, index) => [id, index + 1]));
}
