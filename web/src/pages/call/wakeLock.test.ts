import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { keepAwake } from "./wakeLock";

class Sentinel {
  released = false;
  release = (): Promise<void> => {
    this.released = true;
    return Promise.resolve();
  };
}

describe("keepAwake", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const taken: Sentinel[] = [];
  const request = vi.fn();
  const held = (): number => taken.filter(({ released }) => !released).length;
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
  const show = async (state: string): Promise<void> => {
    page.visibilityState = state;
    // The browser lets go by itself.
    if (state === "hidden") for (const sentinel of taken) sentinel.released = true;
    page.dispatchEvent(new Event("visibilitychange"));
    await settled();
  };

  beforeEach(() => {
    page.visibilityState = "visible";
    taken.length = 0;
    request.mockReset().mockImplementation(() => {
      const sentinel = new Sentinel();
      taken.push(sentinel);
      return Promise.resolve(sentinel);
    });
    vi.stubGlobal("document", page);
    vi.stubGlobal("navigator", { wakeLock: { request } });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("holds it while the page is visible, once, and lets go in the end", async () => {
    const end = keepAwake();
    await show("visible");
    expect([held(), taken.length]).toEqual([1, 1]);
    await show("hidden");
    expect(held()).toBe(0);
    await show("visible");
    expect([held(), taken.length]).toEqual([1, 2]);
    end();
    expect(held()).toBe(0);
    await show("visible");
    expect(taken).toHaveLength(2);
  });

  it("asks a hidden page's browser only once it is visible", async () => {
    page.visibilityState = "hidden";
    const end = keepAwake();
    await settled();
    expect(request).not.toHaveBeenCalled();
    await show("visible");
    expect(held()).toBe(1);
    end();
  });

  it("lets go of what comes too late", async () => {
    keepAwake()();
    await settled();
    expect([held(), taken.length]).toEqual([0, 1]);
  });

  it("goes without it where it is refused, and asks again", async () => {
    request.mockRejectedValueOnce(new DOMException("Low battery", "NotAllowedError"));
    const end = keepAwake();
    await settled();
    expect(held()).toBe(0);
    await show("visible");
    expect(held()).toBe(1);
    end();
  });

  it("goes without it where there is none", () => {
    vi.stubGlobal("navigator", {});
    keepAwake()();
  });
});
