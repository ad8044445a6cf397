// Requests to the REST API: parsed answers, coded errors, and one new access token for all who need it.
import type { z } from "~/lib/zod";

import { accountChanged } from "./account";
import { ApiError, errorOf } from "./errors";
import { exchange, type Exchanged } from "./exchange";
import { lastRefresh, refresh } from "./refresh";
import { signedIn } from "./signedIn";

const BASE = "/api/v1";
/** Milliseconds. */
const LIMIT = 20_000;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Options {
  body?: object;
  signal?: AbortSignal;
  /** Sign-in itself: a refusal there is an answer, not a token that has run out. */
  anonymous?: boolean;
}

/** Raises ApiError for everything but a success with the expected shape. */
export async function request<T extends z.ZodType>(
  method: Method,
  path: string,
  answer: T,
  options: Options = {},
): Promise<z.infer<T>> {
  const before = lastRefresh();
  const send = (): Promise<Exchanged> => exchange(BASE + path, { method, limit: LIMIT, ...options });
  let { response, body } = await send();
  if (response.status === 401 && !options.anonymous && (await refresh(before))) {
    ({ response, body } = await send());
  }
  if (response.status === 401 && !options.anonymous) signedIn.set(null);
  if (!response.ok) {
    const error = errorOf(response.status, body, response.headers.get("Retry-After"));
    if (error.code === "account_changed") accountChanged();
    throw error;
  }
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new ApiError("unexpected", response.status);
  return parsed.data;
}
