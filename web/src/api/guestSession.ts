// The guest that this page is of a room, where it is in a frame of another site: browsers keep no cookie for it there.
// Such a page never acts for an account, also where the browser is signed in: it sends no cookies at all.
import { keep, kept } from "~/lib/storage";

const FOLDER = "/embed/";

/** The code of the room that this page shows in a frame; null: it is no page for frames. */
const code = typeof location === "undefined" ? null : codeIn(location.pathname);
const key = (room: string): string => `meetd.guest.${room}`;

let session = code === null ? null : kept("session", key(code));

/** Whether this page is the one for frames, as it was loaded and for good; whatever is in a frame is taken for it. */
export const embedded = code !== null || (typeof window !== "undefined" && window.self !== window.top);

/** However the address is written: a proxy may have read it before the server did. */
function codeIn(path: string): string | null {
  let read = path;
  try {
    read = decodeURIComponent(path);
  } catch {
    // As it is, then.
  }
  return read.startsWith(FOLDER) ? read.slice(FOLDER.length) : null;
}

export function guestSession(): string | null {
  return session;
}

/** Is that guest from now on, also after a reload. */
export function keepGuestSession(room: string, given: string | null): void {
  session = given;
  keep("session", key(room), given);
}

/** Where a room is, for this page. */
export function pathOf(room: string): string {
  return embedded ? FOLDER + room : `/${room}`;
}

/** Whether a page may be shown here: in a frame rooms alone, and nothing that acts for an account. */
export function mayShow(path: string): boolean {
  return !embedded || path.startsWith(FOLDER);
}
