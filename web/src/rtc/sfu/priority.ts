// Whose pictures come first when bandwidth is short. Voices always do: the worker sees to that.
import type { RemoteTrack } from "~/rtc/path";

export interface First {
  /** Whom this person wants to see. */
  preferred: string | null;
  /** Who speaks. */
  speaker: string | null;
}

/** Of 1 to 255: the more, the sooner it gets its share. */
export const ORDINARY = 1;
const SPEAKER = 100;
const SCREEN = 200;
const PREFERRED = 255;

export function priorityOf(remote: Pick<RemoteTrack, "participantId" | "source">, first: First): number {
  if (remote.participantId === first.preferred) return PREFERRED;
  if (remote.source === "screen") return SCREEN;
  return remote.participantId === first.speaker ? SPEAKER : ORDINARY;
}
