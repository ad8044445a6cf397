// Times and days as people in this browser's language write them.
import { t } from "./t";

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const EXACT_CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });
const DAY_OF_YEAR = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const SHORT_DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export const shortDay = (date: Date): string => SHORT_DAY.format(date);

export const clock = (date: Date): string => CLOCK.format(date);

/** To the second. */
export const exactClock = (date: Date): string => EXACT_CLOCK.format(date);

/** With its year, when that is not this one. */
export function day(date: Date, now = new Date()): string {
  return (date.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR).format(date);
}

/** A day and a time of it. */
export const moment = (date: Date, now = new Date()): string => `${day(date, now)}, ${clock(date)}`;

/** "in 5 minutes", "tomorrow"; what has begun is now. */
export function startsIn(date: Date, now = new Date()): string {
  const minutes = Math.ceil((date.getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return t.time.now;
  if (minutes < 60) return RELATIVE.format(minutes, "minute");
  const days = Math.round((midnight(date) - midnight(now)) / 86_400_000);
  return days === 0 ? RELATIVE.format(Math.round(minutes / 60), "hour") : RELATIVE.format(days, "day");
}

/** "5 minutes ago", "yesterday", then the date. */
export function ago(iso: string, now = new Date()): string {
  const date = new Date(iso);
  const minutes = Math.round((now.getTime() - date.getTime()) / 60_000);
  if (minutes < 1) return t.time.justNow;
  if (minutes < 60) return RELATIVE.format(-minutes, "minute");
  if (minutes < 24 * 60 && date.getDate() === now.getDate()) return RELATIVE.format(-Math.floor(minutes / 60), "hour");
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  return days < 7 ? RELATIVE.format(-days, "day") : DATE.format(date);
}

function midnight(of: Date): number {
  return new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
}

/** "4:05", "1:00:00": what is left of a time. */
export function duration(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number): string => String(part).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
