// Trades the refresh cookie for a new access cookie: once, however many requests and tabs need it.
import { ApiError } from "./errors";

const URL = "/api/v1/auth/refresh";
const REFRESHED_AT = "meetd.refreshedAt";

let underWay: Promise<boolean> | null = null;

/**
 * False when nobody is signed in any more. `since`: when the refused request was sent; if some tab
 * has refreshed after that, there is nothing to do. Raises ApiError when the server is out of reach.
 */
export function refresh(since = Date.now()): Promise<boolean> {
  underWay ??= exclusively(() => trade(since)).finally(() => (underWay = null));
  return underWay;
}

/** One tab at a time, since a refresh token is good for one use. */
async function exclusively(work: () => Promise<boolean>): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? locks.request("meetd.refresh", work) : work();
}

async function trade(since: number): Promise<boolean> {
  if (Number(localStorage.getItem(REFRESHED_AT)) > since) return true;
  let response: Response;
  try {
    response = await fetch(URL, { method: "POST", credentials: "same-origin" });
  } catch {
    throw new ApiError("offline", 0);
  }
  if (response.ok) localStorage.setItem(REFRESHED_AT, String(Date.now()));
  else if (response.status !== 401) throw new ApiError("unavailable", response.status);
  return response.ok;
}
