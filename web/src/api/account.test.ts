import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type * as Account from "./account";
import type * as SignedInStore from "./signedIn";

const user = (id: string) => ({ id, email: "", username: id, createdAt: "" });

/** Hands what one tab says to the others. */
class Channel extends EventTarget {
  static all: Channel[] = [];
  constructor() {
    super();
    Channel.all.push(this);
  }
  postMessage(data: string): void {
    for (const other of Channel.all) if (other !== this) other.dispatchEvent(new MessageEvent("message", { data }));
  }
  close(): void {
    Channel.all = Channel.all.filter((other) => other !== this);
  }
}

describe("a tab", () => {
  let tab: typeof Account;
  let signedIn: typeof SignedInStore.signedIn;
  let page: { window: EventTarget; document: EventTarget };
  let kept: Map<string, string>;
  let reload: ReturnType<typeof vi.fn>;
  let ask: ReturnType<typeof vi.fn<() => Promise<unknown>>>;
  let stop: () => void;

  beforeEach(async () => {
    vi.resetModules();
    kept = new Map();
    reload = vi.fn();
    page = { window: new EventTarget(), document: Object.assign(new EventTarget(), { visibilityState: "visible" }) };
    vi.stubGlobal("window", page.window);
    vi.stubGlobal("document", page.document);
    vi.stubGlobal("location", { reload });
    vi.stubGlobal("BroadcastChannel", Channel);
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
    });
    tab = await import("./account");
    ({ signedIn } = await import("./signedIn"));
    signedIn.set(user("ada"));
    ask = vi.fn<() => Promise<unknown>>().mockResolvedValue(null);
    stop = tab.followAccount(ask);
  });
  afterEach(() => {
    stop();
    vi.unstubAllGlobals();
  });

  const another = (): Channel => new Channel();
  const comeBack = (): boolean => page.document.dispatchEvent(new Event("visibilitychange"));

  it.each([
    ["is told by another tab", () => another().postMessage("ben")],
    [
      "sees what another tab kept",
      () => page.window.dispatchEvent(Object.assign(new Event("storage"), { key: "meetd.account", newValue: "ben" })),
    ],
    ["is come back to", () => void (kept.set("meetd.account", "ben"), comeBack())],
    ["is told that nobody is signed in", () => another().postMessage("nobody")],
    ["is refused by the server", () => tab.accountChanged()],
  ])("starts over when it %s", (_, happen) => {
    happen();
    expect(reload).toHaveBeenCalledTimes(1);
    happen();
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("stays when the same account signs in again, and asks the server when it is come back to", () => {
    another().postMessage("ada");
    comeBack();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(reload).not.toHaveBeenCalled();
  });

  it("stays where nobody is signed in", () => {
    signedIn.set(null);
    another().postMessage("ben");
    comeBack();
    expect(ask).not.toHaveBeenCalled();
    expect(reload).not.toHaveBeenCalled();
  });

  it("waits for the end of a call", () => {
    const release = tab.holdAccount();
    another().postMessage("ben");
    expect(tab.outdated.get()).toBe("otherAccount");
    expect(reload).not.toHaveBeenCalled();
    release();
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it("tells the others", () => {
    const told: string[] = [];
    another().addEventListener("message", (event) => told.push((event as MessageEvent<string>).data));
    tab.announce("ben");
    tab.announce(null);
    expect(told).toEqual(["ben", "nobody"]);
    expect(kept.get("meetd.account")).toBe("nobody");
    expect(reload).not.toHaveBeenCalled();
  });
});
