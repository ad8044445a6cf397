import { expect, it } from "vitest";

import { minutesOf, secondsOf } from "./minutes";

it("reads minutes as people type them, and none", () => {
  expect(secondsOf("10", 3600)).toBe(600);
  expect(secondsOf("1,5", 3600)).toBe(90);
  expect(secondsOf(" 0.5 ", 3600)).toBe(30);
  expect(secondsOf("600", 3600)).toBe(3600);
  for (const none of ["", "0", "-3", "soon"]) expect(secondsOf(none, 3600)).toBeNull();
});

it("writes them the same way", () => {
  for (const text of ["10", "1.5", "0.5"]) expect(minutesOf(secondsOf(text, 3600))).toBe(text);
  expect(minutesOf(null)).toBe("");
});
