// How one looks at the call. What is kept in this browser holds for the next call too.
import { keep, kept } from "~/lib/storage";
import { Store } from "~/lib/store";
import type { Sound } from "~/call/volumes";
import type { Tile } from "~/call/view";

/** auto: as suits what is shown · spotlight: one alone · sidebar: one large, the others beside it. */
export const VIEWS = ["auto", "tiles", "spotlight", "sidebar"] as const;
export type View = (typeof VIEWS)[number];
/** Tiles on a page; 0: as many as are of use. */
export const PAGE_SIZES = [0, 4, 9, 16, 25] as const;

const KEYS = { view: "meetd.view", perPage: "meetd.perPage" };

export const view = new Store<View>(VIEWS.find((each) => each === kept("local", KEYS.view)) ?? "auto");
export const perPage = new Store<number>(PAGE_SIZES.find((size) => String(size) === kept("local", KEYS.perPage)) ?? 0);
/** One's own picture is not shown to oneself: others see it all the same. */
export const ownHidden = new Store(false);
/** The tile that is large for oneself. */
export const pinned = new Store<string | null>(null);
/** Whose volume is being set. */
export const volumeAsked = new Store<{ tile: Tile; sound: Sound } | null>(null);

export function chooseView(chosen: View): void {
  keep("local", KEYS.view, chosen === "auto" ? null : chosen);
  view.set(chosen);
}

export function choosePerPage(size: number): void {
  keep("local", KEYS.perPage, size === 0 ? null : String(size));
  perPage.set(size);
}

/** Makes a tile large, or no longer. */
export function pin(tileId: string): void {
  pinned.update((now) => (now === tileId ? null : tileId));
}

/** Another call begins: what was about the people of the last one is over. */
export function resetStage(): void {
  pinned.set(null);
  volumeAsked.set(null);
  ownHidden.set(false);
}
