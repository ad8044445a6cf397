import { expect, it, vi } from "vitest";

import type { Requests } from "~/signaling/requests";

import { Breakouts } from "./breakouts";

it("reckons the time that is left by this browser's clock", () => {
  vi.useFakeTimers({ now: 5000 });
  const breakouts = new Breakouts({} as Requests);
  const room = { name: "Red", code: "c", people: [] };
  breakouts.enter({ breakouts: { open: true, choice: false, left: 1000, rooms: [room], own: 0 }, breakout: null });
  expect(breakouts.state.get()).toEqual({ open: true, choice: false, endsAt: 6000, rooms: [room], own: 0 });
  expect(breakouts.endsAt.get()).toBeNull();
  breakouts.enter({ breakouts: null, breakout: { left: 0 } });
  expect(breakouts.state.get()).toBeNull();
  expect(breakouts.endsAt.get()).toBe(5000);
  // A server of before knows of none.
  breakouts.enter({});
  expect(breakouts.endsAt.get()).toBeNull();
  vi.useRealTimers();
});
