// Short news at the edge of the page, which go by themselves.
import { Store } from "~/lib/store";

export interface Toast {
  id: number;
  text: string;
}

const STAYS = 4000;
const AT_ONCE = 3;

export const toasts = new Store<readonly Toast[]>([]);

let next = 1;

export function toast(text: string): void {
  const id = next++;
  toasts.update((shown) => [...shown.slice(1 - AT_ONCE), { id, text }]);
  setTimeout(() => toasts.update((shown) => shown.filter((other) => other.id !== id)), STAYS);
}
