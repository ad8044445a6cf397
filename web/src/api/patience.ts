// Asks again by itself where the server has too much to do for a moment.
import { ApiError } from "./errors";

/** Seconds: who is told to wait for longer did something too often, and is told so. */
const LONGEST = 1;
const TRIES = 12;

/** The same again after as long as the server says, and up to as much again, so that not all come back at once. */
export async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      const wait = error instanceof ApiError && error.code === "too_many_requests" ? error.retryAfter : undefined;
      if (wait === undefined || wait > LONGEST || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * wait * (1 + Math.random())));
    }
  }
}
