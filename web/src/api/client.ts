// Requests to the REST API: parsed answers, coded errors, and one new access token for all who need it.
import type { z } from "~/zod";

import { ApiError, errorOf } from "./errors";
import { refresh } from "./refresh";
import { signedIn } from "./signedIn";

const BASE = "/api/v1";
const LIMIT = 20_000;

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

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
  const began = Date.now();
  let response = await send(method, path, options);
  if (response.status === 401 && !options.anonymous && (await refresh(began))) {
    response = await send(method, path, options);
  }
  if (response.status === 401 && !options.anonymous) signedIn.set(null);
  const body = await bodyOf(response);
  if (!response.ok) throw errorOf(response.status, body, response.headers.get("Retry-After"));
  const parsed = answer.safeParse(body);
  if (!parsed.success) throw new ApiError("unexpected", response.status);
  return parsed.data;
}

async function send(method: Method, path: string, { body, signal }: Options): Promise<Response> {
  const limit = AbortSignal.timeout(LIMIT);
  try {
    return await fetch(BASE + path, {
      method,
      credentials: "same-origin",
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body ? JSON.stringify(body) : null,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError("offline", 0);
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  return response.json().catch(() => null);
}
