// Whether reactions float over the stage: kept in this browser.
import { keep, kept } from "~/lib/storage";
import { Store } from "~/lib/store";

const KEY = "meetd.reactions";

/** Read it with `useReadable`; change it with `showSigns`. */
export const signsShown = new Store(typeof window === "undefined" || kept("local", KEY) !== "off");

export function showSigns(shown: boolean): void {
  keep("local", KEY, shown ? null : "off");
  signsShown.set(shown);
}
