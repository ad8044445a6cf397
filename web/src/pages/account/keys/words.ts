// What keys may do, and until when.
import { t } from "~/text/t";
import { day } from "~/text/time";

type Known = keyof typeof t.apiKeys.scopes;

/** Those that keys of people may have. */
export const SCOPES = Object.keys(t.apiKeys.scopes) as Known[];

/** What a scope is for; one that this page does not know by its own name. */
export function scopeInWords(scope: string): string {
  return (t.apiKeys.scopes as Readonly<Record<string, string>>)[scope] ?? scope;
}

/** Origins as they are written into one field. */
export const originsIn = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

export function expiryInWords(expiresAt: string | null, now = new Date()): string {
  if (expiresAt === null) return t.apiKeys.lasts;
  const until = new Date(expiresAt);
  return until > now ? t.apiKeys.expires(day(until)) : t.apiKeys.expired;
}
