// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Runs it anew, as a page does that is opened. */
const open = (): Promise<unknown> => {
  vi.resetModules();
  return import("./standIns");
};

describe("what stands in for what a browser lacks", () => {
  const own = Object.getOwnPropertyDescriptor(window, "localStorage");
  beforeEach(() => vi.unstubAllGlobals());
  afterEach(() => {
    if (own) Object.defineProperty(window, "localStorage", own);
    else Reflect.deleteProperty(window, "localStorage");
  });

  it("keeps things for as long as the page is open, where storage may not be looked at", async () => {
    const get = (): never => {
      throw new DOMException("Denied", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get, configurable: true });
    await open();
    localStorage.setItem("a", "1");
    expect([localStorage.getItem("a"), localStorage.getItem("b"), localStorage.length]).toEqual(["1", null, 1]);
    localStorage.removeItem("a");
    expect(localStorage.getItem("a")).toBeNull();
  });

  it("makes ids that are like the browser's own, each another", async () => {
    vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
    await open();
    const ids = new Set(Array.from({ length: 100 }, () => crypto.randomUUID()));
    expect(ids.size).toBe(100);
    for (const id of ids) expect(id).toMatch(uuid);
  });

  it("leaves alone what is there", async () => {
    const { localStorage: before } = window;
    await open();
    expect(window.localStorage).toBe(before);
  });
});
