// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";

import { followKeyboard } from "./covered";

class Viewport extends EventTarget {
  height = 740;
  offsetTop = 0;
  scale = 1;

  becomes(change: Partial<Pick<Viewport, "height" | "offsetTop" | "scale">>): string {
    Object.assign(this, change);
    this.dispatchEvent(new Event("resize"));
    return document.documentElement.style.getPropertyValue("--covered");
  }
}

afterEach(() => vi.unstubAllGlobals());

test("what is fixed at the lower end stays above a keyboard", () => {
  const seen = new Viewport();
  vi.stubGlobal("visualViewport", seen);
  vi.stubGlobal("innerHeight", 740);
  const stop = followKeyboard();
  expect(seen.becomes({})).toBe("0px");
  expect(seen.becomes({ height: 400 })).toBe("340px");
  // Moved up by the browser, less of it is hidden.
  expect(seen.becomes({ offsetTop: 100 })).toBe("240px");
  // By two fingers nothing is covered.
  expect(seen.becomes({ scale: 2 })).toBe("0px");
  stop?.();
  expect(seen.becomes({ scale: 1, offsetTop: 0 })).toBe("0px");
});

test("a browser without it has nothing to follow", () => {
  vi.stubGlobal("visualViewport", null);
  expect(followKeyboard()).toBeUndefined();
});
