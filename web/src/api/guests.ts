// Guests: people without an account, each of one room.
import { answers, type DoorAnswer, type GuestAnswer, type PresentAnswer } from "~/protocol/answers";

import { request } from "./client";
import { embedded, keepGuestSession } from "./guestSession";

export type Door = DoorAnswer;
export type Guest = GuestAnswer;
export type WhoIsIn = PresentAnswer;

const at = (code: string): string => `/rooms/${encodeURIComponent(code)}`;

/** How one comes into a room without an account. */
export function findDoor(code: string): Promise<Door> {
  return request("GET", `${at(code)}/door`, answers.DoorAnswer, { anonymous: true });
}

/** Who is in already, as far as one may know. */
export function findPresent(code: string): Promise<WhoIsIn> {
  return request("GET", `${at(code)}/present`, answers.PresentAnswer);
}

/** Is the guest from now on whom a join token lets in. */
export function enterByToken(code: string, token: string): Promise<Guest> {
  return enter(code, { token });
}

/** Is a guest of a room from now on, or the same one again. */
export function enterAsGuest(code: string, name: string): Promise<Guest> {
  return enter(code, { name });
}

async function enter(code: string, who: { token: string } | { name: string }): Promise<Guest> {
  const body = embedded ? { ...who, embedded } : who;
  const { session, ...guest } = await request("POST", `${at(code)}/guest`, answers.EnteredAnswer, {
    body,
    anonymous: true,
  });
  if (embedded) keepGuestSession(code, session ?? null);
  return guest;
}
