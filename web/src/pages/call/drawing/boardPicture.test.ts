// @vitest-environment jsdom
import { describe, expect, it } from "vitest";

import type { Stroke } from "~/call/drawings";
import { colourOf } from "~/ui/person";

import { svgOf } from "./boardPicture";

const COLOURS = Array.from({ length: 8 }, (_, index) => `#00000${String(index)}`);

function stroke(change: Partial<Stroke>): Stroke {
  return { id: "x", userId: "ada", tool: "pen", points: [0, 0, 30_000, 30_000], text: "", ...change };
}

function parsed(strokes: readonly Stroke[]): Document {
  return new DOMParser().parseFromString(svgOf(strokes, COLOURS), "image/svg+xml");
}

describe("a board as SVG", () => {
  it("has its strokes in their order, in the colours of who drew them", () => {
    const svg = parsed([stroke({}), stroke({ tool: "arrow", userId: "ben" })]);
    const fills = [...svg.querySelectorAll("path")].map((path) => path.getAttribute("fill"));
    expect(fills).toEqual(["ada", "ben"].map((who) => COLOURS[colourOf(who, 8)]));
    expect(svg.documentElement.getAttribute("viewBox")).toBe("0 0 1000 562.5");
  });

  it("has any words, as they were written", () => {
    const words = 'A < B & "C" > D 👍 עברית';
    const svg = parsed([stroke({ tool: "text", points: [32_768, 32_768], text: words })]);
    const text = svg.querySelector("text");
    expect(text?.textContent).toBe(words);
    expect([text?.getAttribute("x"), text?.getAttribute("y")]).toEqual(["500.0", "281.3"]);
    expect(parsed([stroke({ tool: "text", text: "a\u0007b\u000bc" })]).querySelector("text")?.textContent).toBe("abc");
  });

  it("leaves out what a newer page drew, and what is no line", () => {
    const svg = parsed([stroke({ tool: "stamp" }), stroke({ tool: "arrow", points: [1, 1] })]);
    expect(svg.querySelectorAll("path, text")).toHaveLength(0);
    expect(svg.querySelector("parsererror")).toBeNull();
  });
});
