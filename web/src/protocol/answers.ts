// Answers of the REST API, as the server has them. Made by `python -m meetd.wire`: do not edit.
import { z } from "~/lib/zod";

/** The service, as it is before signing in. */
const ServiceAnswer = z.object({
  registration: z.enum(["open", "closed"]),
});
export type ServiceAnswer = z.infer<typeof ServiceAnswer>;

/** An account, as its owner sees it. */
const User = z.object({
  id: z.string(),
  email: z.string(),
  username: z.string(),
  createdAt: z.string(),
});
export type User = z.infer<typeof User>;

/** The account that is signed in. */
const UserAnswer = z.object({
  user: User,
});
export type UserAnswer = z.infer<typeof UserAnswer>;

/** A sign-in on a device. */
const Session = z.object({
  id: z.string(),
  device: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  expiresAt: z.string(),
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** All sign-ins of an account. */
const SessionsAnswer = z.object({
  items: z.array(Session),
});
export type SessionsAnswer = z.infer<typeof SessionsAnswer>;

/** A place to meet. */
const Room = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  hostId: z.string(),
  url: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Room = z.infer<typeof Room>;

/** A page of rooms, and where the next begins. */
const RoomsAnswer = z.object({
  items: z.array(Room),
  nextCursor: z.string().nullable(),
});
export type RoomsAnswer = z.infer<typeof RoomsAnswer>;

/** Answers, by their names. */
export const answers = {
  ServiceAnswer,
  UserAnswer,
  SessionsAnswer,
  Room,
  RoomsAnswer,
} as const;
