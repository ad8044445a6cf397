// The languages that there are texts for, by their BCP 47 tags.
export const LANGUAGES: readonly string[] = ["en"];

/** The one that is meant by a tag, such as en by en-GB; null: there is none. */
export function languageOf(tag: string): string | null {
  const asked = tag.toLowerCase().split("-");
  const found = LANGUAGES.filter((one) => one.split("-").every((part, place) => part === asked[place]));
  return found.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
