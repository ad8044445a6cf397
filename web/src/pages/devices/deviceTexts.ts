// What a person reads about cameras, microphones and speakers, and about what stands in their way.
import { Camera, Mic, Volume2, type LucideIcon } from "lucide-react";

import type { Problem } from "~/devices/deviceError";
import type { DeviceKind } from "~/devices/devices";
import type { Lack } from "~/devices/support";

export const DEVICE_NAMES: Record<DeviceKind, string> = {
  camera: "Camera",
  microphone: "Microphone",
  speaker: "Speaker",
};

export const DEVICE_ICONS: Record<DeviceKind, LucideIcon> = {
  camera: Camera,
  microphone: Mic,
  speaker: Volume2,
};

/** Why there is nothing to choose from. `unnamed`: there is something, and the browser names it once it is allowed. */
export function emptyText(kind: DeviceKind, unnamed: boolean): string {
  if (kind === "speaker") return "Chosen by your system";
  return unnamed ? `Allow the ${kind} to choose one` : `No ${kind} found`;
}

/** What happened and the way out, in a sentence or two. */
export function problemText(kind: "camera" | "microphone" | "screen", problem: Problem): string {
  switch (problem) {
    case "denied":
      return `Your browser does not let this page use the ${kind}. Allow it at the address bar, then try again.`;
    case "missing":
      return `No ${kind} was found. Plug one in, or go on without.`;
    case "busy":
      return `Another program has the ${kind}. Close it, then try again.`;
    case "silent":
      return kind === "microphone"
        ? "Your microphone gives no sound. Switch it on again, or choose another."
        : `Your ${kind} gives no picture. Switch it on again, or choose another.`;
    case "unsupported":
      return kind === "screen"
        ? "This browser cannot show your screen to others. Present from another browser, on a computer."
        : `This browser gives pages no ${kind}. Go on without, or use another browser.`;
    case "forbidden":
      return `Your system does not let this browser record the ${kind}. Allow it in the system’s privacy settings, restart the browser, then try again.`;
    case "unanswered":
      return `Your browser has not asked yet what to show. If you see no such question, try again, or restart the browser.`;
    case "insecure":
      return `The ${kind} works at a secure address only. Open this page with https.`;
    case "failed":
      return `The ${kind} did not start. Try again, or choose another.`;
  }
}

/** What does not work here, what does, and the way out. */
export const LACKS: Record<Lack, string> = {
  insecure:
    "This address is not secure, so your browser gives this page no camera, microphone or screen. You can still see and hear the others, and chat. For the rest, open the page with https.",
  webrtc:
    "This browser has no WebRTC, or it is switched off: there will be no pictures and no voices, only the chat. Switch it on in the browser’s settings, or use another browser.",
};
