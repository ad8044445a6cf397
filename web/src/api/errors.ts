// What can go wrong with a request, by the server's codes and two of our own.
import { fieldTextOf, textOf } from "~/text/errors";
import { t } from "~/text/t";

import { Problem } from "./schemas";

export class ApiError extends Error {
  constructor(
    /** One of the server's codes, or `offline`, or `unexpected` for an answer that makes no sense. */
    readonly code: string,
    readonly status: number,
    /** What is wrong with which field. */
    readonly fields: Readonly<Record<string, string>> = {},
    detail?: string,
    /** Seconds after which it is worth trying again. */
    readonly retryAfter?: number,
  ) {
    super(code === "too_many_requests" && retryAfter !== undefined ? t.tooMany(retryAfter) : textOf(code, detail));
    this.name = "ApiError";
  }
}

/** Turns an answer that is not a success into an error; whatever the body is. `retryAfter`: as the header has it. */
export function errorOf(status: number, body: unknown, retryAfter: string | null = null): ApiError {
  const problem = Problem.safeParse(body);
  if (!problem.success) return new ApiError(status >= 502 ? "unavailable" : "unexpected", status);
  const { code, detail, errors, fieldErrors } = problem.data;
  const fields = Object.entries(errors ?? {}).flatMap(([field, texts]) =>
    texts[0] === undefined ? [] : [[field, fieldTextOf(fieldErrors?.[field]?.[0], texts[0])] as const],
  );
  return new ApiError(code, status, Object.fromEntries(fields), detail, seconds(retryAfter));
}

function seconds(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) : undefined;
}

/** The sentence to show for anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof ApiError ? error.message : textOf("unexpected");
}
