// Whether meetings will reach this browser: what the server has for who looks.
import { answers, type CheckAnswer, type EchoAnswer } from "~/protocol/answers";

import { request } from "./client";

/** Passwords for relays, and a worker's echo for the browser with these fingerprints. */
export function beginCheck(dtlsParameters: EchoAnswer["dtlsParameters"], signal: AbortSignal): Promise<CheckAnswer> {
  return request("POST", "/check", answers.CheckAnswer, { body: { dtlsParameters }, anonymous: true, signal });
}
