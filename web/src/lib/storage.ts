// What a browser keeps for this site. Where it keeps nothing (blocked, full, private), nothing is kept and nothing fails.

export type Area = "local" | "session";

function areaOf(area: Area): Storage {
  return area === "local" ? localStorage : sessionStorage;
}

/** The kept value; null when there is none. */
export function kept(area: Area, key: string): string | null {
  try {
    return areaOf(area).getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value; null forgets it. */
export function keep(area: Area, key: string, value: string | null): void {
  try {
    if (value === null) areaOf(area).removeItem(key);
    else areaOf(area).setItem(key, value);
  } catch {
    // Nothing is kept.
  }
}
