import { expect, it } from "vitest";

import { isComposing } from "./composition";

it.each([
  ["Enter, while a word is composed", { isComposing: true, keyCode: 13 }, true],
  ["Enter that accepted it, in Safari", { isComposing: false, keyCode: 229 }, true],
  ["Enter", { isComposing: false, keyCode: 13 }, false],
])("%s", (_, event, composing) =>
  expect(isComposing({ nativeEvent: event as unknown as KeyboardEvent })).toBe(composing),
);
