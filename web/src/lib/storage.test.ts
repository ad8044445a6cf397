import { afterEach, expect, it, vi } from "vitest";

import { keep, kept } from "./storage";

afterEach(() => vi.unstubAllGlobals());

it("keeps, and forgets", () => {
  const values = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
    removeItem: (key: string) => values.delete(key),
  });
  expect(kept("local", "a")).toBeNull();
  keep("local", "a", "1");
  expect(kept("local", "a")).toBe("1");
  keep("local", "a", null);
  expect(kept("local", "a")).toBeNull();
});

it("keeps nothing where the browser keeps nothing", () => {
  // Where storage is blocked, the mere look at it throws.
  vi.stubGlobal("sessionStorage", undefined);
  keep("session", "a", "1");
  expect(kept("session", "a")).toBeNull();
});
