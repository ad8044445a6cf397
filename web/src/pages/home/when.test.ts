import { expect, test } from "vitest";

import type { Room } from "~/api/schemas";

import { chosenOf, REPEATS, repeatsBy, ruleOf, whenOf } from "./when";

const MONDAY = new Date(2026, 2, 23, 10, 0);
const room = (its: Partial<Room>): Room => ({
  id: "1",
  code: "abc-defg-hij",
  name: "Weekly",
  hostId: "2",
  url: "http://localhost:8080/abc-defg-hij",
  createdAt: MONDAY.toISOString(),
  updatedAt: MONDAY.toISOString(),
  ...its,
});

test("a new one begins at the next full hour, on the next day at midnight", () => {
  expect(chosenOf(null, new Date(2026, 2, 23, 10, 20))).toMatchObject({ day: "2026-03-23", time: "11:00" });
  expect(chosenOf(null, new Date(2026, 11, 31, 23, 5))).toMatchObject({ day: "2027-01-01", time: "00:00" });
});

test("each way to repeat is known again by its rule", () => {
  for (const repeats of REPEATS) expect(repeatsBy(ruleOf(repeats, MONDAY), MONDAY)).toBe(repeats);
  expect(ruleOf("weekly", MONDAY)).toBe("FREQ=WEEKLY;BYDAY=MO");
  expect(ruleOf("monthly", MONDAY)).toBe("FREQ=MONTHLY;BYMONTHDAY=23");
});

test("a rule that was made elsewhere stays", () => {
  const rule = "FREQ=YEARLY";
  expect(repeatsBy(rule, MONDAY)).toBe("other");
  const chosen = chosenOf(
    room({
      nextAt: MONDAY.toISOString(),
      schedule: { startsAt: "2020-03-23T10:00", zone: "UTC", minutes: 45, rule, sequence: 0 },
    }),
  );
  expect(whenOf(chosen)).toMatchObject({ startsAt: "2026-03-23T10:00", minutes: 45, rule });
});
