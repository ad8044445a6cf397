// How a person is spoken of: said once, and kept for the next meeting in this browser.
import { keep, kept } from "~/lib/storage";

const KEY = "meetd.pronouns";

export function keepPronouns(pronouns: string): void {
  keep("local", KEY, pronouns === "" ? null : pronouns);
}

/** For who joins; nothing where they did not say so. */
export function keptPronouns(): { pronouns?: string } {
  const pronouns = kept("local", KEY);
  return pronouns === null ? {} : { pronouns };
}
