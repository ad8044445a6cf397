import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { toast, toasts } from "./toast";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const shown = (): string[] => toasts.get().map(({ text }) => text);

it("stays for as long as it takes to read", () => {
  const long = "This browser is signed in as another account now. This call goes on as ada.";
  toast("Copied");
  toast(long);
  vi.advanceTimersByTime(3900);
  expect(shown()).toEqual(["Copied", long]);
  vi.advanceTimersByTime(1000);
  expect(shown()).toEqual([long]);
  vi.advanceTimersByTime(2000);
  expect(shown()).toEqual([]);
});
