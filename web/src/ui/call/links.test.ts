import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { pieces } from "./links";

const ADDRESS = fc.constantFrom("https://a.example/x(y)", "http://b.example", "https://", "https://[::1]:1/", "HTTP://C.example");
const linked = (text: string): string[] => pieces(text).flatMap(({ href }) => (href === undefined ? [] : [href]));

describe("pieces", () => {
  it.each([
    ["see https://example.org/a.", ["https://example.org/a"]],
    ["(https://example.org/a)", ["https://example.org/a"]],
    ["https://en.example.org/Set_(game), yes", ["https://en.example.org/Set_(game)"]],
    ["http://a.example https://b.example/?q=1&r=2#x!", ["http://a.example", "https://b.example/?q=1&r=2#x"]],
    ["javascript:alert(1) data:text/html,x ftp://x.example", []],
    ["https:// and http://", []],
  ])("%s", (text, links) => expect(linked(text)).toEqual(links));

  it("loses nothing, and links to web addresses only", () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), ADDRESS), { maxLength: 6 }), (parts) => {
        const text = parts.join(" ");
        const found = pieces(text);
        expect(found.map((piece) => piece.text).join("")).toBe(text);
        for (const { href } of found) if (href !== undefined) expect(href).toMatch(/^https?:\/\//i);
      }),
    ));
});
