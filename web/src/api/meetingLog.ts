// The log of a meeting, for those who lead it.
import { answers, type LogAnswer, type LogLine } from "~/protocol/answers";

import { request } from "./client";

export type { LogLine };

const at = (code: string): string => `/rooms/${encodeURIComponent(code)}/log`;

/** A page of it, the newest first. */
export function meetingLog(code: string, before: number | null, limit: number): Promise<LogAnswer> {
  const query = new URLSearchParams({ limit: String(limit), ...(before === null ? {} : { before: String(before) }) });
  return request("GET", `${at(code)}?${query.toString()}`, answers.LogAnswer);
}

/** Has the browser save all of it as a table. */
export async function saveMeetingLog(code: string): Promise<void> {
  // The browser sends what it is signed in with: by asking first that is fresh.
  await meetingLog(code, null, 1);
  window.location.assign(`/api/v1${at(code)}.csv`);
}
