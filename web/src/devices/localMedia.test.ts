import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { stubComputer } from "~test/fakeDevices";

import { Devices } from "./devices";
import { LocalMedia } from "./localMedia";

describe("a screen", () => {
  let answer: (error: DOMException) => void;
  let local: LocalMedia;

  beforeEach(() => {
    vi.useFakeTimers();
    const computer = stubComputer();
    Object.assign(computer, {
      getSupportedConstraints: () => ({}),
      getDisplayMedia: () => new Promise((_, reject) => (answer = reject)),
    });
    local = new LocalMedia(new Devices());
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("that nobody is asked for is not waited for any longer, and can be asked for again", async () => {
    const first = local.startScreen();
    expect(local.screen.get().pending).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(local.screen.get()).toMatchObject({ on: false, pending: false, problem: "unanswered" });
    const late = answer;
    const second = local.startScreen();
    late(new DOMException("Permission denied", "NotAllowedError"));
    await first;
    expect(local.screen.get().pending).toBe(true);
    answer(new DOMException("Permission denied by system", "NotAllowedError"));
    await second;
    expect(local.screen.get()).toMatchObject({ pending: false, problem: "forbidden" });
  });

  it("that the person thought better of is no problem", async () => {
    const asked = local.startScreen();
    answer(new DOMException("Permission denied", "NotAllowedError"));
    expect(await asked).toBe(false);
    expect(local.screen.get()).toMatchObject({ pending: false, problem: null });
  });
});
