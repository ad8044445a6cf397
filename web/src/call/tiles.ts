// The tiles that show who is in the call.
import type { LocalSource } from "~/devices/localMedia";
import { trackKey } from "~/lib/trackKey";
import type { Participant } from "~/protocol/generated";

import type { Tile } from "./view";

export interface Self {
  id: string;
  userId: string;
  username: string;
  microphone: LocalSource;
  camera: LocalSource;
  screen: LocalSource;
}

/** What tiles show of a participant. */
interface Person extends Pick<
  Participant,
  "id" | "userId" | "username" | "microphone" | "camera" | "screen" | "connected"
> {
  local: boolean;
}

export function byJoining(participants: Iterable<Participant>): Participant[] {
  return [...participants].sort((a, b) => (a.joinedAt < b.joinedAt ? -1 : 1));
}

/** The tiles, screens first and oneself last; those that are as before are the same objects. */
export function tilesOf(
  participants: readonly Participant[],
  self: Self | null,
  before: readonly Tile[],
): readonly Tile[] {
  const people: Person[] = participants.map((participant) => ({ ...participant, local: false }));
  if (self) {
    people.push({
      id: self.id,
      userId: self.userId,
      username: self.username,
      microphone: self.microphone.on,
      camera: self.camera.on,
      screen: self.screen.on,
      connected: true,
      local: true,
    });
  }
  const tile = (person: Person, source: "camera" | "screen"): Tile => ({
    id: trackKey(person.id, source),
    participantId: person.id,
    userId: person.userId,
    username: person.username,
    source,
    local: person.local,
    hasVideo: source === "screen" || person.camera,
    microphone: person.microphone,
    connected: person.connected,
  });
  const tiles = [
    ...people.filter(({ screen }) => screen).map((person) => tile(person, "screen")),
    ...people.map((person) => tile(person, "camera")),
  ];
  const known = new Map(before.map((old) => [old.id, old]));
  const stable = tiles.map((fresh) => {
    const old = known.get(fresh.id);
    return old && same(old, fresh) ? old : fresh;
  });
  const unchanged = stable.length === before.length && stable.every((one, i) => one === before[i]);
  return unchanged ? before : stable;
}

function same(a: Tile, b: Tile): boolean {
  return (Object.keys(a) as (keyof Tile)[]).every((key) => a[key] === b[key]);
}
