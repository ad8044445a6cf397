// Marks in the browser's performance timeline: how long each step of joining took.

const STEPS = ["join", "socket", "joined", "transports", "connected", "frame"] as const;
export type Step = (typeof STEPS)[number];

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

export interface StepReached {
  /** Milliseconds from the wish to join. */
  after: number;
  /** The time of it, as `performance.now()` has it. */
  at: number;
}

/** The steps that were reached. */
export function stepsReached(): ReadonlyMap<Step, StepReached> {
  const at = (step: Step): number | undefined => performance.getEntriesByName(nameOf(step))[0]?.startTime;
  const began = at("join");
  const found = new Map<Step, StepReached>();
  if (began === undefined) return found;
  for (const step of STEPS) {
    const reached = at(step);
    if (reached !== undefined) found.set(step, { after: reached - began, at: reached });
  }
  return found;
}
