import { expect, it } from "vitest";

import type { ChatEntry } from "~/call/view";

import { grouped } from "./grouping";

const entry = (userId: string, createdAt: string): ChatEntry => ({
  key: createdAt,
  id: 1,
  userId,
  username: userId,
  content: "x",
  createdAt,
  state: "sent",
  refusal: null,
  own: false,
  edited: false,
  deleted: false,
  to: null,
  replyTo: null,
  reactions: [],
  file: null,
});

it("puts what one person says in one breath under one name, and a day above its first message", () => {
  const found = grouped([
    entry("ada", "2026-03-01T10:00:00"),
    entry("ada", "2026-03-01T10:02:00"),
    entry("ben", "2026-03-01T10:02:30"),
    entry("ben", "2026-03-01T10:09:00"),
    entry("ben", "2026-03-02T10:09:30"),
  ]);
  expect(found.map(({ startsGroup }) => startsGroup)).toEqual([true, false, true, true, true]);
  expect(found.map(({ startsDay }) => startsDay)).toEqual([false, false, false, false, true]);
});

it("says the day of the first, unless it is today", () => {
  const days = (today: string): boolean[] =>
    grouped([entry("ada", "2026-03-01T10:00:00"), entry("ada", "2026-03-02T00:30:00")], new Date(today)).map(
      ({ startsDay }) => startsDay,
    );
  expect(days("2026-03-01T23:59:00")).toEqual([false, true]);
  expect(days("2026-03-08T10:00:00")).toEqual([true, true]);
});
