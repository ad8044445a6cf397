// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { VirtualList } from "./VirtualList";

const ROW = 50;
const NAMES = Array.from({ length: 1000 }, (_, index) => `person ${index}`);

let root: Root;

class Observer {
  constructor(private readonly listener: ResizeObserverCallback) {}
  observe(): void {
    const entry = { contentRect: { width: 300, height: 10 * ROW } } as ResizeObserverEntry;
    this.listener([entry], this as unknown as ResizeObserver);
  }
  readonly disconnect = vi.fn();
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("ResizeObserver", Observer);
  root = createRoot(document.body.appendChild(document.createElement("main")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

function draw(names: readonly string[]): void {
  act(() =>
    root.render(
      <VirtualList label="People" items={names} rowHeight={ROW} keyOf={(name) => name}>
        {(name) => <button>{name}</button>}
      </VirtualList>,
    ),
  );
}

const rows = (): HTMLLIElement[] => [...document.querySelectorAll("li")];
const place = (): HTMLElement => document.querySelector<HTMLElement>("main > div") ?? document.body;
function scroll(to: number): void {
  act(() => {
    place().scrollTop = to;
    place().dispatchEvent(new Event("scroll", { bubbles: true }));
  });
}

it("draws what is in sight, and says where in the list that is", () => {
  draw(NAMES);
  expect(rows().length).toBeLessThan(40);
  expect(rows()[0]?.textContent).toBe("person 0");
  expect(rows()[0]?.ariaSetSize ?? rows()[0]?.getAttribute("aria-setsize")).toBe("1000");
  scroll(500 * ROW);
  const shown = rows().map(({ textContent }) => textContent);
  expect(shown).toContain("person 500");
  expect(shown).toContain("person 509");
  expect(shown).not.toContain("person 0");
  const row = rows().find(({ textContent }) => textContent === "person 500");
  expect(row?.getAttribute("aria-posinset")).toBe("501");
  expect(row?.style.top).toBe(`${500 * ROW}px`);
});

it("is as high as all rows, and scrolled by the keyboard", () => {
  draw(NAMES);
  expect(document.querySelector("ul")?.style.height).toBe(`${1000 * ROW}px`);
  expect(place().tabIndex).toBe(0);
});

it("shows the last ones where the list becomes shorter", () => {
  draw(NAMES);
  scroll(900 * ROW);
  draw(NAMES.slice(0, 5));
  expect(rows().map(({ textContent }) => textContent)).toEqual(NAMES.slice(0, 5));
});

it("keeps the row that has the focus", () => {
  draw(NAMES);
  act(() => rows()[2]?.querySelector("button")?.focus());
  scroll(500 * ROW);
  expect(document.activeElement?.textContent).toBe("person 2");
});
