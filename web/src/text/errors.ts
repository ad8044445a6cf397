// What a code means to the person who reads it.
import { t } from "./t";

/** `fallback`: for a code that the table does not have. */
export function textOf(code: string, fallback: string = t.errors.unexpected): string {
  const texts: Readonly<Record<string, string>> = t.errors;
  return Object.hasOwn(texts, code) ? (texts[code] ?? fallback) : fallback;
}
