// A plan of breakout rooms as it is typed, and as the server takes it.
import type { BreakoutPlan } from "~/api/breakouts";
import { ApiError, messageOf } from "~/api/errors";
import { minutesOf, secondsOf } from "~/lib/minutes";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";

export type Others = BreakoutPlan["others"];

export interface TypedRoom {
  name: string;
  /** With commas between. */
  people: string;
}

export interface TypedPlan {
  rooms: readonly TypedRoom[];
  others: Others;
  minutes: string;
}

/** As the server takes them. */
export const MOST_ROOMS = 50;
export const LONGEST_NAME = 60;
const LONGEST = 24 * 3600;

const peopleOf = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((person) => person.trim())
    .filter(Boolean);
const newRoom = (number: number): TypedRoom => ({ name: t.breakouts.roomName(number), people: "" });

/** Where there is none yet, two rooms to begin with. */
export function typedOf({ rooms, others, seconds }: BreakoutPlan): TypedPlan {
  const typed = rooms.map(({ name, people }) => ({ name, people: people.join(", ") }));
  return { rooms: typed.length > 0 ? typed : [newRoom(1), newRoom(2)], others, minutes: minutesOf(seconds) };
}

/** What has no name gets one. */
export function planOf({ rooms, others, minutes }: TypedPlan): BreakoutPlan {
  return {
    rooms: rooms.map(({ name, people }, place) => ({
      name: name.trim() || t.breakouts.roomName(place + 1),
      people: peopleOf(people),
    })),
    others,
    seconds: secondsOf(minutes, LONGEST),
  };
}

export function withRoom(rooms: readonly TypedRoom[]): TypedRoom[] {
  return [...rooms, newRoom(rooms.length + 1)];
}

export function withPerson(rooms: readonly TypedRoom[], place: number, person: string): TypedRoom[] {
  return rooms.map((room, other) =>
    other === place ? { ...room, people: [...peopleOf(room.people), person].join(", ") } : room,
  );
}

/** Those of the invited who are in no room yet. */
export function leftOver(rooms: readonly TypedRoom[], invited: readonly string[]): string[] {
  const placed = new Set(rooms.flatMap(({ people }) => peopleOf(people).map((person) => person.toLowerCase())));
  return invited.filter((person) => !placed.has(person.toLowerCase()));
}

/** Why it was not kept, and whom that is about where it is somebody. */
export function problemOf(error: unknown, { rooms }: BreakoutPlan): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  const [first] = Object.entries(error.fields);
  if (!first) return error.message;
  const [field, text] = first;
  const [, room, person] = /^rooms\.(\d+)\.people\.(\d+)$/.exec(field) ?? [];
  const named = rooms[Number(room)]?.people[Number(person)];
  return named === undefined ? text : t.breakouts.wrongPerson(isolated(named), text);
}
