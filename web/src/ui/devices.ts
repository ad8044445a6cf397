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

/** What happened and the way out, in a sentence or two. */
export function problemText(kind: "camera" | "microphone" | "screen", problem: Problem): string {
  switch (problem) {
    case "denied":
      return `Your browser does not let this page use the ${kind}. Allow it at the address bar, then try again.`;
    case "missing":
      return `No ${kind} was found. Plug one in, or join without.`;
    case "busy":
      return `Another program has the ${kind}. Close it, then try again.`;
    case "insecure":
      return `The ${kind} works at a secure address only. Open this page with https.`;
    case "failed":
      return `The ${kind} did not start. Try again, or choose another.`;
  }
}
