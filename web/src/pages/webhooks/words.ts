// What events are, in words.
import { t } from "~/text/t";

type Known = keyof typeof t.eventTypes;

/** Those that one may choose. */
export const EVENT_TYPES = Object.keys(t.eventTypes) as Known[];

/** One that this page does not know by its own name. */
export function typeInWords(type: string): string {
  return (t.eventTypes as Readonly<Record<string, string>>)[type] ?? type;
}
