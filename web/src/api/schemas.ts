// What the REST API answers: as the server has it, and problems.
import { FieldErrors } from "~/lib/fieldError";
import { z } from "~/lib/zod";

export type { Room, Session, User } from "~/protocol/answers";

export const Problem = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.record(z.string(), z.array(z.string())).nullish(),
  fieldErrors: FieldErrors.nullish().catch(null),
});
export type Problem = z.infer<typeof Problem>;

export const Nothing = z.undefined();
