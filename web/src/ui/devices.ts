// What a person reads about cameras, microphones and speakers, and about what stands in their way.
import { Camera, Mic, Volume2, type LucideIcon } from "lucide-react";

import type { DeviceKind } from "~/media/devices";
import type { Problem } from "~/media/problem";

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
    case "insecure":
      return `The ${kind} works at a secure address only. Open this page with https.`;
    case "failed":
      return `The ${kind} did not start. Try again, or choose another.`;
  }
}
