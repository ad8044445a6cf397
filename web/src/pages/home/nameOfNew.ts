// The name of a meeting that was given none: whose, and of which day.
import { signedIn } from "~/api/signedIn";
import { t } from "~/text/t";
import { shortDay } from "~/text/time";

export function nameOfNew(now = new Date()): string | null {
  const user = signedIn.get();
  return user && t.home.meetingOf(user.username, shortDay(now));
}
