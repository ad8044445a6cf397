// What a code means to the person who reads it: what happened, and what to do.

const UNEXPECTED = "Something went wrong. Try again in a moment.";

const TEXTS: Readonly<Record<string, string>> = {
  // Reaching the server
  offline: "You seem to be offline. Check your connection and try again.",
  unexpected: UNEXPECTED,
  internal: "Something went wrong on the server. Try again in a moment.",
  unavailable: "The service is not ready. Try again in a moment.",
  server_stopping: "The service is restarting. Try again in a moment.",
  too_many_requests: "That was a bit fast. Wait a moment and try again.",
  timeout: "The server did not answer in time. Try again.",
  request_timeout: "Your connection is slow at the moment. Try again.",
  payload_too_large: "That is too much at once.",
  // Accounts
  unauthorized: "Your sign-in has ended. Sign in again.",
  account_changed: "This browser is signed in as another account now. Open the page again to go on as that one.",
  invalid_credentials: "Username or password is not right. After several tries, wait a few minutes.",
  email_taken: "There is already an account with this email.",
  registration_closed: "Nobody can create an account here. Ask whoever runs this service for one.",
  username_taken: "This username is taken.",
  invalid_request: "Check what you entered.",
  origin_not_allowed: "Open this page at its usual address and try again.",
  // Meetings
  room_not_found: "There is no meeting with this code",
  forbidden: "You may not do that here.",
  not_room_host: "Only the person who created this meeting can do that.",
  never_inside: "Join this meeting first. What was said in it is for those who were there.",
  room_quota_reached: "You have made as many meetings as you can for now. Use one of those, or delete some.",
  chat_quota_reached: "You have written as much as fits in a day. Try again later.",
  room_full: "This meeting is full. Try again when somebody has left.",
  room_deleted: "This meeting was deleted, with its link and its chat.",
  joined_elsewhere: "You are in this meeting in another window.",
  replaced: "You joined this meeting in another window.",
  already_in_room: "You are already in a meeting.",
  media_unavailable: "Calls are not possible at the moment. Try again in a moment.",
  removed: "You were removed from the meeting.",
  // Pages
  not_found: "There is nothing here",
};

export function textOf(code: string, fallback?: string): string {
  return TEXTS[code] ?? fallback ?? UNEXPECTED;
}

/** When it is worth trying again. */
export function tooMany(seconds: number): string {
  const minutes = seconds >= 90;
  const count = minutes ? Math.ceil(seconds / 60) : seconds;
  return `That was a bit fast. Try again in ${count} ${minutes ? "minute" : "second"}${count === 1 ? "" : "s"}.`;
}
