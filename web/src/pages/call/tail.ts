// Of a long conversation only its end is drawn, and what is scrolled to: ten thousand messages cost no more.
import type { ChatEntry } from "~/call/view";

/** Messages that are drawn again while one reads at the end. */
const DRAWN = 200;
/** More than this are not drawn longer than they are read. */
const MOST = 400;
/** Messages that come into sight at a time. */
const STEP = 100;

/** The entries from that one on; all of them for null, or where it is gone. */
export function tail(entries: readonly ChatEntry[], first: string | null): readonly ChatEntry[] {
  const start = first === null ? 0 : entries.findIndex(({ key }) => key === first);
  return start <= 0 ? entries : entries.slice(start);
}

/** The first of fewer entries, for who is at the end; the same one while they are few. */
export function shortened(entries: readonly ChatEntry[], first: string | null): string | null {
  return tail(entries, first).length > MOST ? (entries.at(-DRAWN)?.key ?? null) : first;
}

/** The first of more entries; null: all are there. */
export function lengthened(entries: readonly ChatEntry[], first: string): string | null {
  const start = entries.findIndex(({ key }) => key === first) - STEP;
  return start > 0 ? (entries[start]?.key ?? null) : null;
}
