// What this browser, and the address that the page was opened at, give to meetings.
import { canConnect } from "~/devices/support";
import { keep, kept } from "~/lib/storage";

import { ill, poor, well, type Outcome } from "./finding";

const TRIED = "meetd.tried";

export function lookAtAddress(): Outcome {
  return isSecureContext ? well("secure") : ill("insecure");
}

export function lookAtWebrtc(): Outcome {
  return canConnect() ? well("webrtc") : ill("noWebrtc");
}

export function lookAtStorage(): Outcome {
  keep("local", TRIED, "yes");
  const keeps = kept("local", TRIED) === "yes" && navigator.cookieEnabled;
  keep("local", TRIED, null);
  return keeps ? well("keeps") : poor("keepsNothing");
}
