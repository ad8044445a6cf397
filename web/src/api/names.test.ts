// The cases of the server's tests: both have to agree.
import { expect, test } from "vitest";

import cases from "../../../tests/names.json";
import { isLine, isUsername } from "./names";

test.each(cases.usernames.good)("%j is a username", (name) => {
  expect(isUsername(name)).toBe(true);
});

test.each(cases.usernames.bad)("%j is no username", (name) => {
  expect(isUsername(name)).toBe(false);
});

test.each(cases.roomNames.good)("%j is a name of a meeting", (name) => {
  expect(isLine(name)).toBe(true);
});

test.each(cases.roomNames.bad)("%j is no name of a meeting", (name) => {
  expect(isLine(name)).toBe(false);
});
