// How the server acknowledges any request; the result is beside `ok`.
import { FieldErrors } from "~/lib/fieldError";
import { z } from "~/lib/zod";

export const Acknowledgement = z.union([
  z.looseObject({ ok: z.literal(true) }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      fields: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
      fieldErrors: FieldErrors.optional().catch(undefined),
    }),
  }),
]);
