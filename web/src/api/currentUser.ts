// Who is signed in, for the pages: asked once, then known.
import { redirect } from "react-router";

import { outdated } from "./account";
import * as accounts from "./accounts";
import { ApiError } from "./errors";
import type { User } from "./schemas";
import { signedIn } from "./signedIn";

/** For a page that needs somebody: the person, or off to sign in and back here afterwards. */
export async function requireUser(url: string): Promise<User> {
  if (outdated.get() !== null) return loadAnew(url);
  const user = await whoIsIt();
  if (user) return user;
  const { pathname, search } = new URL(url);
  const next = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
  throw redirect(`/login${next}`);
}

/** Who is signed in. Raises ApiError when that cannot be found out. */
export async function whoIsIt(): Promise<User | null> {
  const known = signedIn.get();
  if (known) return known;
  try {
    signedIn.set(await accounts.me());
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "unauthorized") throw error;
  }
  return signedIn.get();
}

/** The page goes away; until then nothing more is shown on it. */
function loadAnew(url: string): Promise<never> {
  location.assign(url);
  return new Promise(() => undefined);
}

export async function signOut(): Promise<void> {
  await accounts.signOut();
  signedIn.set(null);
}

/** Where to go after signing in: a path of this site, never another site's. */
export function pathAfter(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : "/";
}
