// A link that lets one person in: its token stands behind the #, so that no server has it in a log.
import { enterByToken, findDoor, type Door } from "~/api/guests";
import { keep, kept } from "~/lib/storage";

const PARAMETER = "token";
const invited = (code: string): string => `meetd.invited.${code}`;

/** Is let into that meeting by a token from now on, in this tab. */
export async function enterByLink(code: string, token: string): Promise<void> {
  await enterByToken(code, token);
  keep("session", invited(code), "yes");
}

/** The door, for who came by such a link in this tab; null for everybody else. The link is of no use in the
 *  address any more, where it would be copied from. */
export async function doorByLink(code: string): Promise<Door | null> {
  const said = new URLSearchParams(location.hash.slice(1));
  const token = said.get(PARAMETER);
  if (token !== null) {
    await enterByLink(code, token);
    said.delete(PARAMETER);
    const rest = said.toString();
    history.replaceState(history.state, "", location.pathname + location.search + (rest && `#${rest}`));
  } else if (kept("session", invited(code)) === null) {
    return null;
  }
  const door = await findDoor(code);
  return door.guest?.invited ? door : null;
}
