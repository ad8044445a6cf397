// How long something lasts, as it is typed in minutes.

/** Seconds of what is typed, also with a comma; null where that is no time. */
export function secondsOf(minutes: string, most: number): number | null {
  const seconds = Math.round(Number(minutes.replace(",", ".")) * 60);
  return seconds > 0 ? Math.min(seconds, most) : null;
}

/** As they would be typed. */
export function minutesOf(seconds: number | null | undefined): string {
  return seconds ? String(Math.round((seconds / 60) * 100) / 100) : "";
}
