// Trades the refresh cookie for a new access cookie: once, however many requests and tabs need it.
import { keep, kept } from "~/lib/storage";

import { accountChanged } from "./account";
import { ApiError, errorOf } from "./errors";
import { exchange } from "./exchange";

const URL = "/api/v1/auth/refresh";
/** Another value after each refresh, by any tab. No time of day: clocks are set back and forth. */
const ROUND = "meetd.refresh";
/** Milliseconds until the server has answered, or has not. */
const LIMIT = 8000;
/** Milliseconds until another tab is done. One that stands still keeps the lock: then it goes without. */
const TURN = LIMIT + 1000;

let underWay: Promise<boolean> | null = null;

/** The last refresh of any tab: note it before a request, and give it to `refresh` when that is refused. */
export function lastRefresh(): string | null {
  return kept("local", ROUND);
}

/**
 * False when nobody is signed in any more. `before`: the last refresh when the refused request was
 * sent; if some tab has refreshed since, there is nothing to do. Raises ApiError when the server is
 * out of reach, or does not answer.
 */
export function refresh(before = lastRefresh()): Promise<boolean> {
  underWay ??= inTurn(() => trade(before)).finally(() => (underWay = null));
  return underWay;
}

/** One tab at a time, since a refresh token is good for one use. */
async function inTurn(work: () => Promise<boolean>): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return work();
  const waited = new AbortController();
  const timer = setTimeout(() => waited.abort(), TURN);
  try {
    return await locks.request("meetd.refresh", { signal: waited.signal }, () => {
      clearTimeout(timer);
      return work();
    });
  } catch (error) {
    if (error instanceof ApiError) throw error;
    // It was not to be had, or this browser forbids it here.
    return await work();
  } finally {
    clearTimeout(timer);
  }
}

async function trade(before: string | null): Promise<boolean> {
  if (lastRefresh() !== before) return true;
  const { response, body } = await exchange(URL, { method: "POST", limit: LIMIT });
  if (response.ok) {
    keep("local", ROUND, String(Math.random()));
    return true;
  }
  if (response.status === 401) return false;
  const { code } = errorOf(response.status, body);
  if (code === "account_changed") accountChanged();
  throw new ApiError(code === "account_changed" ? code : "unavailable", response.status);
}
