// The polls of a meeting, for its host to keep.
import { whoIsIt } from "./currentUser";

/** Has the browser save all of them as a table. */
export async function savePolls(code: string): Promise<void> {
  // The browser sends what it is signed in with: by asking first that is fresh.
  await whoIsIt();
  window.location.assign(`/api/v1/rooms/${encodeURIComponent(code)}/polls.csv`);
}
