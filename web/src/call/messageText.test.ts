import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

import { cleaned, lengthOf } from "./messageText";

/** Texts, and what is meant by them: the server's tests read them too. */
const PASTED = JSON.parse(readFileSync(new URL("../../../tests/support/pasted.json", import.meta.url), "utf8")) as [
  pasted: string,
  meant: string,
][];

it.each(PASTED)("%j is meant as %j", (pasted, meant) => {
  expect(cleaned(pasted)).toBe(meant);
  expect(cleaned(meant)).toBe(meant);
});

it("keeps every character that is one", () => {
  for (let code = 0xa0; code <= 0x10ffff; code += code < 0x3000 ? 1 : 17) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const text = `a${String.fromCodePoint(code)}b`;
    if (![0x2028, 0x2029, 0xfeff, 0xfffc].includes(code)) expect(cleaned(text)).toBe(text);
  }
});

it("counts as the server does", () => expect(lengthOf("👋🏽 é")).toBe(4));
