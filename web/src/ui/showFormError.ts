// Puts what the server says of a form where it belongs: at a field, or above the button.
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";

import { ApiError, messageOf } from "~/api/errors";

/** `fieldOf`: the field that a code is about. */
export function showFormError<T extends FieldValues>(
  form: UseFormReturn<T>,
  error: unknown,
  fieldOf: Readonly<Record<string, Path<T>>> = {},
): void {
  const field = error instanceof ApiError ? fieldOf[error.code] : undefined;
  if (field) {
    form.setError(field, { message: messageOf(error) }, { shouldFocus: true });
    return;
  }
  const names = Object.keys(form.getValues());
  const fieldErrors = Object.entries(error instanceof ApiError ? error.fields : {}).filter(([name]) =>
    names.includes(name),
  );
  for (const [name, message] of fieldErrors) form.setError(name as Path<T>, { message }, { shouldFocus: true });
  if (fieldErrors.length === 0) form.setError("root", { message: messageOf(error) });
}
