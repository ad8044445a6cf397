// What was found, in sentences, for the page and for the report.
import type { Code, Row, State } from "~/check/finding";
import { t } from "~/text/t";

export function titleOf({ subject, way }: Row): string {
  return way ? t.check.relayOver(way.transport, way.port) : t.check.subjects[subject];
}

export function sentenceOf({ outcome, subject }: Row): string {
  if (!outcome) return t.check.looking;
  const { code, problem, figures = {} } = outcome;
  if (code !== "device") return t.check.said[code](figures);
  // What to do is in it.
  return t.deviceProblems[problem ?? "failed"](subject === "camera" ? "camera" : "microphone");
}

export function remedyOf({ outcome, state }: Row): string | null {
  if (!outcome || state === "well" || state === "left") return null;
  const remedies: Partial<Record<Code, string>> = t.check.remedies;
  return remedies[outcome.code] ?? null;
}

/** The worst that was found. */
export function verdictOf(rows: readonly Row[]): Exclude<State, "running" | "left"> {
  const carried = rows.some(({ subject, state }) => subject === "relay" && state === "well");
  // One relay that works is enough.
  const counted = rows.filter(({ subject }) => !(carried && subject === "relay"));
  if (counted.some(({ state }) => state === "ill")) return "ill";
  return counted.some(({ state }) => state === "poor") ? "poor" : "well";
}

export function reportOf(rows: readonly Row[], at: Date, browser: string): string {
  const lines = rows.flatMap((row) => {
    const remedy = remedyOf(row);
    return [`${t.check.states[row.state]}: ${titleOf(row)}. ${sentenceOf(row)}`, ...(remedy ? [`    ${remedy}`] : [])];
  });
  return [`${t.check.heading}, ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`, browser, "", ...lines].join(
    "\n",
  );
}
