// What the REST API answers: as the server has it, and problems.
import { FieldErrors } from "~/lib/fieldError";
import { z } from "~/lib/zod";
import type * as answered from "~/protocol/answers";

export type { Room, Session, VisitsAnswer } from "~/protocol/answers";

/** An account, with what is told beside it: that it helps to run the service, and its picture. */
export interface User extends answered.User {
  admin?: boolean | undefined;
  picture?: string | null | undefined;
}

export const Problem = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.record(z.string(), z.array(z.string())).nullish(),
  fieldErrors: FieldErrors.nullish().catch(null),
});
export type Problem = z.infer<typeof Problem>;

export const Nothing = z.undefined();
