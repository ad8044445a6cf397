import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { pieces } from "./links";

const ADDRESS = fc.constantFrom(
  "https://a.example/x(y)",
  "http://b.example",
  "https://",
  "https://[::1]:1/",
  "HTTP://C.example",
  "https://例え.テスト/を",
  ",http://d.example/)",
);
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

  it.each([
    // Sentences that go on without a blank
    ["请看https://example.org/a。谢谢", "https://example.org/a"],
    ["请看https://example.org/a，然后回复", "https://example.org/a"],
    ["请看https://example.org/a然后回复", "https://example.org/a"],
    ["見てhttps://example.org/a?b=1#cを参照", "https://example.org/a?b=1#c"],
    ["資料はhttps://example.orgです。", "https://example.org"],
    ["資料はhttps://example.orgを見て.次", "https://example.org"],
    ["「https://example.org/」をご覧ください", "https://example.org/"],
    ["（https://example.org/a）", "https://example.org/a"],
    ["【https://example.org/a】《https", "https://example.org/a"],
    ["https://example.org/a！https", "https://example.org/a"],
    ["https://example.org/a에서 보세요", "https://example.org/a"],
    ["ดูที่https://example.org/aนะ", "https://example.org/a"],
    ["انظر https://example.org/a، ثم", "https://example.org/a"],
    ["देखें https://example.org/a।", "https://example.org/a"],
    // Quotes, brackets and what closes a sentence
    ["“https://example.org/a”", "https://example.org/a"],
    ["«https://example.org/a»", "https://example.org/a"],
    ["'https://example.org/a'", "https://example.org/a"],
    ["<https://example.org/a>", "https://example.org/a"],
    ["[here](https://example.org/a)and", "https://example.org/a"],
    ["(see https://example.org/Set_(game)).", "https://example.org/Set_(game)"],
    ["(see https://example.org/Set_(game)_(x)?", "https://example.org/Set_(game)_(x)"],
    ["**https://example.org/a**", "https://example.org/a"],
    ["https://example.org/a…", "https://example.org/a"],
    ["https://example.org/a?!", "https://example.org/a"],
    ["https://example.org/a👍", "https://example.org/a"],
    ["https://example.org/a\u200b", "https://example.org/a"],
    ["https://example.org. Yes", "https://example.org"],
    // What belongs to it
    ["https://example.org:8443/a/b.c?d=e&f[]=g#h", "https://example.org:8443/a/b.c?d=e&f[]=g#h"],
    ["https://web.example/2020/https://example.org/a", "https://web.example/2020/https://example.org/a"],
    ["https://example.org/a,b;c=d", "https://example.org/a,b;c=d"],
    ["https://example.org/%E6%9D%B1?q=%20", "https://example.org/%E6%9D%B1?q=%20"],
    ["https://münchen.example/straße", "https://münchen.example/straße"],
    ["https://пример.испытание/путь", "https://пример.испытание/путь"],
    ["https://例え.テスト:8443/a。", "https://例え.テスト:8443/a"],
    ["https://中国.example/", "https://中国.example/"],
    ["https://user@example.org/", "https://user@example.org/"],
    ["https://[2001:db8::1]:8080/a]", "https://[2001:db8::1]:8080/a"],
    ["http://localhost:3000/a_b-c~d", "http://localhost:3000/a_b-c~d"],
  ])("%s", (text, link) => expect(linked(text)[0]).toBe(link));

  it("tells two addresses apart", () =>
    expect(linked("https://a.example/1,https://b.example/2;http://c.example和http://d.example")).toEqual([
      "https://a.example/1",
      "https://b.example/2",
      "http://c.example",
      "http://d.example",
    ]));

  it("loses nothing, and links to web addresses only", () =>
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), ADDRESS), { maxLength: 6 }), (parts) => {
        const text = parts.join(" ");
        const found = pieces(text);
        expect(found.map((piece) => piece.text).join("")).toBe(text);
        for (const { href } of found) if (href !== undefined) expect(href).toMatch(/^https?:\/\//i);
      }),
    ));

  it("is done at once with what looks like an address for long", () => {
    for (const part of ["a", "a.", "例", "例.", "(", "a@", ",https:/", "[:"]) {
      expect(linked(`https://${part.repeat(4000)} https://example.org`)).toContain("https://example.org");
    }
  });
});
