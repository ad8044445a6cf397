// Breakout rooms that are planned for a meeting before anybody comes.
import { answers, type BreakoutPlanAnswer } from "~/protocol/answers";

import { request } from "./client";
import { Nothing } from "./schemas";

export type BreakoutPlan = BreakoutPlanAnswer;

const at = (code: string): string => `/rooms/${encodeURIComponent(code)}/breakouts`;

/** Without a room where nobody planned any. */
export function plannedBreakouts(code: string): Promise<BreakoutPlan> {
  return request("GET", at(code), answers.BreakoutPlanAnswer);
}

/** In place of what was planned. */
export function planBreakouts(code: string, plan: BreakoutPlan): Promise<BreakoutPlan> {
  return request("PUT", at(code), answers.BreakoutPlanAnswer, { body: plan });
}

export function clearBreakouts(code: string): Promise<void> {
  return request("DELETE", at(code), Nothing);
}
