// Marks in the browser's performance timeline: how long each step of joining took.

export type Step = "join" | "socket" | "joined" | "transports" | "connected" | "frame";

const nameOf = (step: Step): string => `meetd:${step}`;

/** The first time that a step is reached counts; a new join starts over. */
export function recordStep(step: Step): void {
  if (step === "join") {
    for (const { name } of performance.getEntriesByType("mark")) {
      if (name.startsWith("meetd:")) performance.clearMarks(name);
    }
  }
  if (performance.getEntriesByName(nameOf(step)).length === 0) performance.mark(nameOf(step));
}
