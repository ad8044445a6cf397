// The time of a meeting, as it is chosen and as it is sent.
import type { When } from "~/api/schedules";
import type { Room } from "~/api/schemas";

export const REPEATS = ["never", "daily", "weekdays", "weekly", "fortnightly", "monthly"] as const;
export type Repeats = (typeof REPEATS)[number];
export const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240, 480];
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

export interface Chosen {
  /** As 2026-03-23, and as 10:00, where this browser is. */
  day: string;
  time: string;
  minutes: number;
  repeats: Repeats | "other";
  /** Of one that repeats as cannot be chosen here. */
  rule: string | null;
}

export const zone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What to begin with: the room's own time, or the next full hour. */
export function chosenOf(room: Room | null, now = new Date()): Chosen {
  const at = room?.nextAt ? new Date(room.nextAt) : nextHour(now);
  const rule = room?.schedule?.rule ?? null;
  return { ...clockOf(at), minutes: room?.schedule?.minutes ?? 60, repeats: repeatsBy(rule, at), rule };
}

export function whenOf({ day, time, minutes, repeats, rule }: Chosen): When {
  const at = new Date(`${day}T${time}`);
  return { startsAt: `${day}T${time}`, zone: zone(), minutes, rule: repeats === "other" ? rule : ruleOf(repeats, at) };
}

export function ruleOf(repeats: Repeats, at: Date): string | null {
  const weekday = WEEKDAYS[at.getDay()] ?? "";
  const rules: Record<Repeats, string | null> = {
    never: null,
    daily: "FREQ=DAILY",
    weekdays: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    weekly: `FREQ=WEEKLY;BYDAY=${weekday}`,
    fortnightly: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${weekday}`,
    monthly: `FREQ=MONTHLY;BYMONTHDAY=${String(at.getDate())}`,
  };
  return rules[repeats];
}

export function repeatsBy(rule: string | null, at: Date): Repeats | "other" {
  return REPEATS.find((repeats) => ruleOf(repeats, at) === rule) ?? "other";
}

function nextHour(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate(), now.getHours() + 1);
}

function clockOf(at: Date): { day: string; time: string } {
  const two = (n: number): string => String(n).padStart(2, "0");
  return {
    day: `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}
