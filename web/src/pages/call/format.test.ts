import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { blocks, inlines, type Block, type Inline } from "./format";

const text = (said: string): Inline => ({ kind: "text", text: said });

/** What is read of it, without its marks. */
function read(children: readonly Inline[]): string {
  return children
    .map((one) => ("children" in one ? `<${one.kind}>${read(one.children)}</${one.kind}>` : one.text))
    .join("");
}

describe("in a line", () => {
  it.each([
    ["**bold** and *italic* and _italic_", "<strong>bold</strong> and <em>italic</em> and <em>italic</em>"],
    ["**bold *and italic***", "<strong>bold <em>and italic</em></strong>"],
    ["_**both**_!", "<em><strong>both</strong></em>!"],
    ["2 * 3 * 4 and 5*3*2", "2 * 3 * 4 and 5*3*2"],
    ["snake_case_name", "snake_case_name"],
    ["**not closed, *nor this", "**not closed, *nor this"],
    ["** blank **", "** blank **"],
    ["****", "****"],
    ["*a **b* c**", "<em>a **b</em> c**"],
    ["*שלום*, _請看_。", "<em>שלום</em>, <em>請看</em>。"],
    ["**https://example.org/a_b_c**", "<strong>https://example.org/a_b_c</strong>"],
    ["<b>no</b> & <script>", "<b>no</b> & <script>"],
  ])("%s", (said, expected) => {
    expect(read(inlines(said))).toBe(expected);
  });

  it("leaves code as it is", () => {
    expect(inlines("use `*a* _b_ https://x.org` here")).toEqual([
      text("use "),
      { kind: "code", text: "*a* _b_ https://x.org" },
      text(" here"),
    ]);
    expect(inlines("one ` alone")).toEqual([text("one ` alone")]);
    expect(inlines("a `` b `c`")).toEqual([text("a `` b "), { kind: "code", text: "c" }]);
  });

  it("says where a link leads, when it does not say so itself", () => {
    const host = (said: string): string | null | undefined => {
      const link = inlines(said).find((one) => one.kind === "link");
      return link?.kind === "link" ? link.host : undefined;
    };
    expect(host("https://example.org/a")).toBeNull();
    expect(host("HTTPS://Example.org:443/a")).toBeNull();
    expect(host("https://bank.example@evil.example/a")).toBe("evil.example");
    expect(host("https://exаmple.org")).toBe("xn--exmple-4nf.org");
    expect(host("[our notes](https://example.org/a)")).toBe("example.org");
    expect(host("[https://bank.example](https://evil.example)")).toBe("evil.example");
    expect(host("[example.org](https://example.org/a)")).toBeNull();
    expect(host("[x](javascript:alert(1))")).toBeUndefined();
  });
});

describe("in lines", () => {
  it("keeps plain text in one piece", () => {
    expect(blocks("a line\nanother\n\n and more")).toEqual([
      { kind: "text", children: [text("a line\nanother\n\n and more")] },
    ]);
  });

  it("knows lists, quotes and code", () => {
    const said = "Do:\n- one\n- *two*\n3. three\n4. four\n> said\n> so\n```\n- no list\n*plain*\n```\nDone";
    expect(blocks(said)).toEqual([
      { kind: "text", children: [text("Do:")] },
      { kind: "list", first: null, items: [[text("one")], [{ kind: "em", children: [text("two")] }]] },
      { kind: "list", first: 3, items: [[text("three")], [text("four")]] },
      { kind: "quote", children: [text("said\nso")] },
      { kind: "code", text: "- no list\n*plain*" },
      { kind: "text", children: [text("Done")] },
    ] satisfies Block[]);
  });

  it("takes what is not closed for text", () => {
    expect(blocks("```\nopen\n```x")).toEqual([{ kind: "text", children: [text("```\nopen\n```x")] }]);
    expect(blocks("-5 and 3.5")).toEqual([{ kind: "text", children: [text("-5 and 3.5")] }]);
  });
});

const marked = fc.string({
  unit: fc.constantFrom(
    "*",
    "**",
    "_",
    "`",
    "```",
    "\n",
    "- ",
    "1. ",
    "> ",
    "[",
    "](https://a.org)",
    "a",
    " ",
    "é",
    "👋",
  ),
  maxLength: 300,
});

it("loses no letter, whatever is said", () => {
  const letters = (said: string): string => said.replace(/[^aé👋]/gu, "");
  const all = (children: readonly Inline[]): string =>
    children.map((one) => ("children" in one ? all(one.children) : one.text)).join("");
  const ofBlock = (block: Block): string => {
    if (block.kind === "code") return block.text;
    return block.kind === "list" ? block.items.map(all).join("") : all(block.children);
  };
  fc.assert(
    fc.property(marked, (said) => {
      // An address that has a name is not read.
      const kept = said.replaceAll("](https://a.org)", "]");
      expect(letters(blocks(kept).map(ofBlock).join(""))).toBe(letters(kept));
    }),
  );
});

it.each([
  "*",
  "**a",
  "_a ",
  "`",
  "``",
  "` `",
  "```\n",
  "- \n",
  "> ",
  "[",
  "[a](",
  "*a **b_c",
  "https://",
  "**[a](https://b.c) ",
])("takes time in proportion to the text: %s", (unit) => {
  // Fifty times as long as a message may be: what takes longer with each letter would not end in time.
  expect(blocks(unit.repeat(200_000 / unit.length)).length).toBeGreaterThan(0);
});
