import { expect, it } from "vitest";

import type { ChatEntry } from "~/call/view";

import { lengthened, shortened, tail } from "./tail";

const entries = (count: number, from = 0): ChatEntry[] =>
  Array.from({ length: count }, (_, index) => ({ key: `m${from + index}` }) as ChatEntry);

it("draws the end of a long conversation, and what is scrolled to", () => {
  const all = entries(10_000);
  let first = shortened(all, null);
  expect(tail(all, first).map(({ key }) => key)).toEqual(entries(200, 9800).map(({ key }) => key));
  expect(tail(entries(10_050), first)).toHaveLength(250);
  first = lengthened(all, first ?? "");
  expect(tail(all, first)).toHaveLength(300);
  while (first !== null) first = lengthened(all, first);
  expect(tail(all, first)).toHaveLength(10_000);
});

it("draws all of a short one, also what is loaded before it", () => {
  expect(shortened(entries(400), null)).toBeNull();
  expect(tail(entries(450), null)).toHaveLength(450);
  expect(shortened(entries(401), "m1")).toBe("m1");
  expect(tail(entries(10), "gone")).toHaveLength(10);
});
