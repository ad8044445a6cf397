// Messages of one person, each within three minutes of the one before, stand under one name.
import type { ChatEntry } from "~/call/view";

const TOGETHER_MS = 3 * 60_000;

export interface Grouped {
  entry: ChatEntry;
  /** Name and time stand above it. */
  startsGroup: boolean;
  /** The day stands above it. */
  startsDay: boolean;
}

/** The first stands below its day too, unless that is today. */
export function grouped(entries: readonly ChatEntry[], today?: Date): Grouped[] {
  return entries.map((entry, index) => {
    const before = entries[index - 1];
    const at = new Date(entry.createdAt);
    const then = before ? new Date(before.createdAt) : today;
    const startsDay = then !== undefined && then.toDateString() !== at.toDateString();
    const startsGroup =
      !before ||
      !then ||
      startsDay ||
      before.userId !== entry.userId ||
      before.to?.userId !== entry.to?.userId ||
      at.getTime() - then.getTime() > TOGETHER_MS;
    return { entry, startsGroup, startsDay };
  });
}
