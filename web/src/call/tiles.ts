// The tiles that show who is in the call.
import type { LocalSource } from "~/devices/localMedia";
import { trackKey } from "~/lib/trackKey";
import type { Participant, Role } from "~/protocol/generated";

import { placesOf } from "./hands";
import type { Tile } from "./view";

export interface Self {
  id: string;
  userId: string;
  username: string;
  pronouns: string;
  picture: string | null;
  microphone: LocalSource;
  camera: LocalSource;
  screen: LocalSource;
  role: Role;
  hand: number | null;
  spotlight: boolean;
  companionOf: string | null;
}

/** What tiles show of a participant. */
interface Person extends Pick<
  Participant,
  "id" | "userId" | "username" | "microphone" | "camera" | "screen" | "connected" | "hand"
> {
  local: boolean;
  pronouns: string;
  picture: string | null;
  role: Role;
  guest: boolean;
  bot: boolean;
  spotlight: boolean;
  companionOf: string | null;
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
  const people: Person[] = participants.map((participant) => ({
    ...participant,
    pronouns: participant.pronouns ?? "",
    picture: participant.picture ?? null,
    role: participant.role ?? "participant",
    guest: participant.guest ?? false,
    bot: participant.bot ?? false,
    spotlight: participant.spotlight ?? false,
    companionOf: participant.companionOf ?? null,
    local: false,
  }));
  if (self) {
    people.push({
      id: self.id,
      userId: self.userId,
      username: self.username,
      pronouns: self.pronouns,
      picture: self.picture,
      microphone: self.microphone.on,
      camera: self.camera.on,
      screen: self.screen.on,
      connected: true,
      role: self.role,
      guest: false,
      bot: false,
      hand: self.hand,
      spotlight: self.spotlight,
      companionOf: self.companionOf,
      local: true,
    });
  }
  const places = placesOf(people);
  const names = new Map(people.map(({ id, username }) => [id, username]));
  const tile = (person: Person, source: "camera" | "screen"): Tile => ({
    id: trackKey(person.id, source),
    participantId: person.id,
    userId: person.userId,
    username: person.username,
    pronouns: person.pronouns,
    picture: person.picture,
    source,
    local: person.local,
    hasVideo: source === "screen" || person.camera,
    microphone: person.microphone,
    connected: person.connected,
    role: person.role,
    guest: person.guest,
    bot: person.bot,
    hand: source === "camera" ? (places.get(person.id) ?? null) : null,
    spotlight: source === "camera" && person.spotlight,
    companionOf: person.companionOf,
    beside: names.get(person.companionOf ?? "") ?? null,
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
