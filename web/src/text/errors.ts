// What a code means to the person who reads it.
import { t } from "./t";

/** `fallback`: for a code that the table does not have. */
export function textOf(code: string, fallback: string = t.errors.unexpected): string {
  return known(t.errors, code) ?? fallback;
}

interface FieldError {
  code: string;
  min?: number | undefined;
  max?: number | undefined;
}

/** What is wrong with a field; `fallback` for what the table does not have. */
export function fieldTextOf(error: FieldError | null | undefined, fallback: string): string {
  if (!error) return fallback;
  const { code, min, max } = error;
  if (code === "length" && min !== undefined && max !== undefined) return t.fields.between(min, max);
  if (code === "word_count" && min !== undefined && max !== undefined) return t.fields.words(min, max);
  if (code === "too_short" && min !== undefined) return t.fields.atLeast(min);
  if (code === "too_long" && max !== undefined) return t.fields.atMost(max);
  return known(t.fieldErrors, code) ?? fallback;
}

function known(texts: Readonly<Record<string, string>>, code: string): string | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
