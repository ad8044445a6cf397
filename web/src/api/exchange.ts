// One HTTP request and the whole of its answer, in bounded time.
import { ApiError } from "./errors";
import { embedded, guestSession } from "./guestSession";
import { signedIn } from "./signedIn";

export interface Exchanged {
  response: Response;
  /** Parsed JSON; undefined where there is no body, null where it is no JSON. */
  body: unknown;
}

export interface ExchangeOptions {
  method: string;
  /** A blob is sent as it is, anything else as JSON. */
  body?: object;
  /** Milliseconds until it is given up, the body included. */
  limit: number;
  signal?: AbortSignal | undefined;
  /** Whoever is signed in: nobody is acted for. */
  anonymous?: boolean | undefined;
}

/** Raises ApiError `offline` or `timeout`; what `signal` says when that ends it. */
export async function exchange(
  url: string,
  { method, body, limit, signal, anonymous }: ExchangeOptions,
): Promise<Exchanged> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  const timer = setTimeout(end, limit);
  signal?.addEventListener("abort", end);
  if (signal?.aborted) end();
  // The server refuses what would be done by another account than the one that this page shows.
  const account = anonymous ? undefined : signedIn.get()?.id;
  const guest = guestSession();
  try {
    const response = await fetch(url, {
      method,
      credentials: embedded ? "omit" : "same-origin",
      headers: {
        // Named, the second has codes for what is wrong with fields.
        Accept: "application/json, application/problem+json",
        ...(body ? { "Content-Type": body instanceof Blob ? body.type : "application/json" } : {}),
        ...(account ? { "Meetd-Account": account } : {}),
        ...(guest === null ? {} : { "Meetd-Guest": guest }),
      },
      body: body instanceof Blob ? body : body ? JSON.stringify(body) : null,
      signal: ended.signal,
    });
    return { response, body: await bodyOf(response) };
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw new ApiError(ended.signal.aborted || isAbort(error) ? "timeout" : "offline", 0);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
