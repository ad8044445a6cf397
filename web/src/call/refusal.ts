// Why something was not done, for whoever words it.
import { SignalingError } from "~/signaling/signalingError";

import type { Refusal } from "./view";

/** An answer that makes no sense is one too: what was written goes back to its writer. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof SignalingError) {
    const { code, message, field } = error;
    return { code, message, field };
  }
  return { code: "unexpected", message: "" };
}
