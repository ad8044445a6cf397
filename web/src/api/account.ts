// One browser is signed in as one account at a time, in all its tabs. A tab that shows another one starts
// over, so that nobody is shown one name and acts under another; a call goes on as whom it began.
import { keep, kept } from "~/lib/storage";
import { Store } from "~/lib/store";

import { signedIn } from "./signedIn";

const NAME = "meetd.account";
const NOBODY = "nobody";

/** Why this page shows an account that its browser is not signed in as any more; null while it does not. */
export const outdated = new Store<"signedOut" | "otherAccount" | null>(null);

let holds = 0;
let channel: BroadcastChannel | null = null;

/** Tells the other tabs who is signed in now: an account's id, or nobody. */
export function announce(account: string | null): void {
  keep("local", NAME, account ?? NOBODY);
  channel?.postMessage(account ?? NOBODY);
}

/** The page shows what is not so any more: it starts over, or once nothing holds it. */
export function accountChanged(why: "signedOut" | "otherAccount" = "otherAccount"): void {
  if (outdated.get() !== null) return;
  outdated.set(why);
  if (holds === 0) location.reload();
}

/** While a call lasts, the page stays as it is. Undo it with what is returned. */
export function holdAccount(): () => void {
  holds += 1;
  return () => {
    holds -= 1;
    if (holds === 0 && outdated.get() !== null) location.reload();
  };
}

/** Follows what other tabs do; `ask` finds out from the server when somebody comes back to the page. */
export function followAccount(ask: () => Promise<unknown>): () => void {
  const compare = (account: string | null): void => {
    const own = signedIn.get();
    if (own && account !== null && account !== own.id)
      accountChanged(account === NOBODY ? "signedOut" : "otherAccount");
  };
  const onMessage = (event: MessageEvent<string>): void => compare(event.data);
  const onStorage = (event: StorageEvent): void => {
    if (event.key === NAME) compare(event.newValue);
  };
  const onReturn = (): void => {
    if (document.visibilityState !== "visible" || !signedIn.get()) return;
    compare(kept("local", NAME));
    // Away or refused, it shows at the next thing that is done.
    if (outdated.get() === null) ask().catch(() => undefined);
  };
  channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(NAME);
  channel?.addEventListener("message", onMessage);
  window.addEventListener("storage", onStorage);
  window.addEventListener("pageshow", onReturn);
  document.addEventListener("visibilitychange", onReturn);
  return () => {
    channel?.close();
    channel = null;
    window.removeEventListener("storage", onStorage);
    window.removeEventListener("pageshow", onReturn);
    document.removeEventListener("visibilitychange", onReturn);
  };
}
