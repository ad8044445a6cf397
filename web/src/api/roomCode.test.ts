import { expect, it } from "vitest";

import { parseRoomCode } from "./roomCode";

it.each([
  ["abc-defg-hij", "abc-defg-hij"],
  ["  ABC-DEFG-HIJ ", "abc-defg-hij"],
  ["abcdefghij", "abc-defg-hij"],
  ["abc defg hij", "abc-defg-hij"],
  ["https://meet.example/abc-defg-hij?from=mail#top", "abc-defg-hij"],
  ["meet.example/abc-defg-hij/", "abc-defg-hij"],
  ["abc-defg-hi", null],
  ["abc-defg-hij1", null],
  ["https://meet.example/login", null],
  ["", null],
])("%s is %s", (text, code) => expect(parseRoomCode(text)).toBe(code));
