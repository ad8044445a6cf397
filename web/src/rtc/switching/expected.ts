// What should come from the others.
import { trackKey, type TrackKey } from "~/lib/trackKey";
import { SOURCES } from "~/rtc/path";
import type { Participant, Source } from "~/protocol/generated";

export function isOn(participant: Participant, source: Source): boolean {
  return source === "screenAudio" ? participant.screen : participant[source];
}

/** What is on, also of somebody who is away for a moment. */
export function sent(participants: readonly Participant[]): TrackKey<Source>[] {
  // Whether a screen has sound, nobody said.
  const sources = SOURCES.filter((source) => source !== "screenAudio");
  return participants.flatMap((participant) =>
    sources.filter((source) => isOn(participant, source)).map((source) => trackKey(participant.id, source)),
  );
}

/** What should flow on a path that works: what is off, or of somebody unreachable, is not. */
export const expected = (participants: readonly Participant[]): TrackKey<Source>[] =>
  sent(participants.filter(({ connected }) => connected));
