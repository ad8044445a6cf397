// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ApiError } from "~/api/errors";
import type { DeadLetter, DeadLetterPage } from "~/api/webhooks";
import { t } from "~/text/t";
import { TooltipProvider } from "~/ui/Tooltip";

import { DeadLetters } from "./DeadLetters";

const letter = (seq: number, replaying = false): DeadLetter => ({
  seq,
  type: seq === 1 ? "message" : "of a newer server",
  roomCode: "abc-defg-hij",
  diedAt: "2026-03-23T10:00:00Z",
  attempts: 31,
  lastStatus: seq === 1 ? 503 : null,
  lastError: "It did not answer.",
  replaying,
});
const page = (nextCursor: number | null, ...items: DeadLetter[]): DeadLetterPage => ({ items, nextCursor });
const load = vi.fn<(after: number) => Promise<DeadLetterPage>>();
const replay = vi.fn<(seq: number | null) => Promise<void>>();

let root: Root;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  root = createRoot(document.body.appendChild(document.createElement("main")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.clearAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const show = (): Promise<void> =>
  act(() => {
    root.render(
      <TooltipProvider>
        <DeadLetters place="example.com" load={load} replay={replay} onClose={() => undefined} />
      </TooltipProvider>,
    );
    return Promise.resolve();
  });
const press = (name: string): Promise<void> =>
  act(() => {
    const named = (one: Element): boolean => (one.getAttribute("aria-label") ?? one.textContent) === name;
    const found = [...document.querySelectorAll<HTMLElement>("button")].find(named);
    if (!found) throw new Error(`no ${name}`);
    found.click();
    return Promise.resolve();
  });
const text = (): string => document.querySelector("[role=dialog]")?.textContent ?? "";

it("says what did not arrive and why, page by page", async () => {
  load.mockRejectedValueOnce(new ApiError("offline", 0)).mockResolvedValueOnce(page(1, letter(1)));
  await show();
  expect(text()).toContain(t.errors.offline);
  await press(t.actions.tryAgain);
  expect(text()).toContain(t.eventTypes.message);
  expect(text()).toContain("503");
  load.mockResolvedValueOnce(page(null, letter(2)));
  await press(t.myMeetings.showMore);
  expect(load).toHaveBeenLastCalledWith(1);
  expect(text()).toContain("of a newer server");
  expect(text()).toContain("It did not answer.");
});

it("sends one again, or all, and looks until they have arrived", async () => {
  load.mockResolvedValueOnce(page(null, letter(1), letter(2)));
  await show();
  replay.mockResolvedValue();
  load.mockResolvedValueOnce(page(null, letter(1, true), letter(2)));
  await press(t.deadLetters.sendNamed(t.eventTypes.message, 1));
  expect(replay).toHaveBeenLastCalledWith(1);
  expect(text()).toContain(t.deadLetters.sending);
  load.mockResolvedValue(page(null, letter(2)));
  await act(() => vi.advanceTimersByTimeAsync(2000));
  expect(text()).not.toContain(t.deadLetters.sending);
  const asked = load.mock.calls.length;
  // Nothing is on its way: nobody asks.
  await act(() => vi.advanceTimersByTimeAsync(20_000));
  expect(load).toHaveBeenCalledTimes(asked);

  load.mockResolvedValueOnce(page(null, letter(1), letter(2)));
  replay.mockRejectedValueOnce(new ApiError("offline", 0));
  await press(t.deadLetters.sendNamed("of a newer server", 2));
  load.mockResolvedValue(page(null));
  await press(t.deadLetters.all);
  expect(replay).toHaveBeenLastCalledWith(null);
  expect(text()).toContain(t.deadLetters.none);
});
