// What is wrong with a field of a request, as the server says it: a code, and what it is about.
import { z } from "./zod";

export const FieldError = z.object({
  code: z.string(),
  min: z.number().optional(),
  max: z.number().optional(),
});
export type FieldError = z.infer<typeof FieldError>;

export const FieldErrors = z.record(z.string(), z.array(FieldError).catch([]));
