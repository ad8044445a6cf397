// Times and days as people in this browser's language write them.
import { t } from "./t";

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export const clock = (date: Date): string => CLOCK.format(date);

/** With its year, when that is not this one. */
export function day(date: Date, now = new Date()): string {
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR).format(date);
}

/** "5 minutes ago", "yesterday", then the date. */
export function ago(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const minutes = Math.round((now.getTime() - date.getTime()) / 60_000);
  if (minutes < 1) return t.time.justNow;
  if (minutes < 60) return RELATIVE.format(-minutes, "minute");
  if (minutes < 24 * 60 && date.getDate() === now.getDate()) return RELATIVE.format(-Math.floor(minutes / 60), "hour");
  const midnight = (of: Date): number => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  return days < 7 ? RELATIVE.format(-days, "day") : DATE.format(date);
}
