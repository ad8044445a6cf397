// The shapes of what the REST API answers.
import { FieldErrors } from "~/lib/fieldError";
import { z } from "~/lib/zod";

export const User = z.object({
  id: z.string(),
  email: z.string(),
  username: z.string(),
  createdAt: z.string(),
});
export type User = z.infer<typeof User>;

export const UserAnswer = z.object({ user: User });

export const Service = z.object({ registration: z.enum(["open", "closed"]) });
export type Service = z.infer<typeof Service>;

export const Room = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  hostId: z.string(),
  url: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Room = z.infer<typeof Room>;

export const RoomsPage = z.object({ items: z.array(Room), nextCursor: z.string().nullable() });
export type RoomsPage = z.infer<typeof RoomsPage>;

export const Session = z.object({
  id: z.string(),
  device: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  expiresAt: z.string(),
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

export const SessionsAnswer = z.object({ items: z.array(Session) });

export const Problem = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.record(z.string(), z.array(z.string())).nullish(),
  fieldErrors: FieldErrors.nullish().catch(null),
});
export type Problem = z.infer<typeof Problem>;

export const Nothing = z.undefined();
