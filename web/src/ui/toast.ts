// Short news at the edge of the page, which go by themselves.
import { Store } from "~/lib/store";

export interface Toast {
  id: number;
  text: string;
}

/** Milliseconds, at least. */
const STAYS = 4000;
/** Milliseconds a letter: a long one takes longer to read. */
const A_LETTER = 80;
const AT_ONCE = 3;

export const toasts = new Store<readonly Toast[]>([]);

let next = 1;

export function toast(text: string): void {
  const id = next++;
  toasts.update((shown) => [...shown.slice(1 - AT_ONCE), { id, text }]);
  const goes = (): void => toasts.update((shown) => shown.filter((other) => other.id !== id));
  setTimeout(goes, Math.max(STAYS, text.length * A_LETTER));
}
