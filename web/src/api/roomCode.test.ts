import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseRoomCode } from "./roomCode";

const CODE = "abc-defg-hij";

describe("parseRoomCode", () => {
  it.each([
    ["abc-defg-hij", CODE],
    ["  ABC-DEFG-HIJ ", CODE],
    ["abcdefghij", CODE],
    ["abc defg hij", CODE],
    ["https://meet.example/abc-defg-hij?from=mail#top", CODE],
    ["meet.example/abc-defg-hij/", CODE],
    ["abc-defg-hi", null],
    ["abc-defg-hij1", null],
    ["https://meet.example/login", null],
    ["", null],
  ])("%s is %s", (text, code) => expect(parseRoomCode(text)).toBe(code));

  it.each([
    // As they are written by hand, by a phone or by an office program
    "Abc-Defg-Hij",
    "ABCDEFGHIJ",
    "abc–defg–hij",
    "abc\u2011defg\u2011hij",
    "abc—defg−hij",
    "abc - defg - hij",
    "abc-def-ghij",
    "abc\u00addefg\u00adhij",
    "abc\u00a0defg\u00a0hij",
    "ＡＢＣ－ＤＥＦＧ－ＨＩＪ",
    "ABC-DEFG-HİJ",
    // With what stood beside them
    "Team sync - abc-defg-hij",
    "abc-defg-hij – 10:00",
    "https://meet.example/abc-defg-hij - Weekly",
    "https://meet.example/abc-defg-hij\n- Bring notes",
    "abc-defg-hij.",
    "abc-defg-hij,",
    "abc-defg-hij!?",
    "abc-defg-hij)",
    "(abc-defg-hij)",
    "<abc-defg-hij>",
    '"abc-defg-hij"',
    "“abc-defg-hij”",
    "'abc-defg-hij'.",
    "`abc-defg-hij`",
    "*abc-defg-hij*",
    "[abc-defg-hij]",
    "abc-defg-hij>",
    "abc-defg-hij%3E",
    "abc-defg-hij%3e.",
    "abc-defg-hij%253E",
    "abc-defg-hij&gt;",
    "abc-defg-hij%20",
    "abc-defg-hij%",
    "abc-defg-hij%E2%80%8B",
    "abc-defg-hij%80",
    "abc-defg-hij\u200b",
    "\ufeffabc-defg-hij\u00a0",
    "\u200eabc-defg-hij\u200f",
    "abc-defg-hij\n",
    "abc-defg-hij-",
    "abc-defg-hij。",
    "abc-defg-hijです",
    "会議は「abc-defg-hij」",
    "abcdefghij.",
    "abcdefghij%3E",
    "ABCDEFGHIJ\u200b/",
    // In a link
    "HTTPS://MEET.EXAMPLE/ABC-DEFG-HIJ",
    "<https://meet.example/abc-defg-hij>",
    "https://meet.example/abc-defg-hij>.",
    "https://meet.example/ABCDEFGHIJ)",
    "https://meet.example//abc-defg-hij//",
    "https://meet.example/abc-defg-hij/.",
    "https://meet.example/abc-defg-hij/%3E",
    "https://meet.example/%3Cabc-defg-hij%3E",
    "https://meet.example/abc-defg-hij%3Ffrom=mail",
    "https://meet.example:8443/abc-defg-hij.?x=/xyz-abcd-efg",
    "http://localhost:8080/abc-defg-hij#/xyz-abcd-efg",
    "https://abc-abcd-abc.example/abc-defg-hij",
    "https://conference/abcdefghij",
    "meet.example/abc-defg-\nhij",
    "/abc-defg-hij",
    // In an invitation
    "Meeting code: abc-defg-hij",
    "Will you come? https://meet.example/abc-defg-hij Best wishes, Ada",
    "Our conference: https://meet.example/abcdefghij.",
    "Join [the meeting](https://meet.example/abc-defg-hij).",
    "Ada’s meeting\nhttps://meet.example/ABC-DEFG-HIJ\n",
  ])("%j has it", (text) => expect(parseRoomCode(text)).toBe(CODE));

  it.each([
    "abc-defg-hijk",
    "xabc-defg-hij",
    "abc-defg-hij-klm",
    "1-abc-defg-hij",
    "äabc-defg-hij",
    "абв-гдеж-зик",
    "https://abc-defg-hij.example/",
    "https://abc-defg-hij.example/login",
    "https://meet.example/?abc-defg-hij",
    "https://meet.example/account",
    "a conference",
    "%",
    "%ZZ",
    "---",
  ])("%j has none", (text) => expect(parseRoomCode(text)).toBeNull());

  it("is done at once with a long text", () => {
    for (const part of [" ", "a", "-", "%25", "/", "a-"]) expect(parseRoomCode(part.repeat(100_000))).toBeNull();
  });

  it("takes any text, and finds again what it gives", () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(..."abcXY-/ %2E?.é".split("")) })),
        (text) => {
          const code = parseRoomCode(text);
          if (code !== null) expect(parseRoomCode(`${code.toUpperCase()}.`)).toBe(code);
        },
      ),
    ));
});
