import { expect, it } from "vitest";

import type { ChatEntry } from "~/state/types";

import { grouped } from "./grouping";

const entry = (userId: string, createdAt: string): ChatEntry => ({
  key: createdAt,
  userId,
  username: userId,
  content: "x",
  createdAt,
  state: "sent",
  own: false,
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
