// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useLasting } from "./useLasting";

let root: Root;

function Shown({ is }: { is: boolean }) {
  return useLasting(is, 1000) ? "lasts" : "";
}

function show(is: boolean): void {
  act(() => root.render(<Shown is={is} />));
}

function after(ms: number): string {
  act(() => void vi.advanceTimersByTime(ms));
  return document.body.textContent;
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  root = createRoot(document.body.appendChild(document.createElement("main")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("says nothing of what is over soon, and begins anew each time", () => {
  show(true);
  expect(after(900)).toBe("");
  show(false);
  expect(after(500)).toBe("");
  show(true);
  expect(after(900)).toBe("");
  expect(after(100)).toBe("lasts");
  show(false);
  expect(after(0)).toBe("");
  show(true);
  expect(after(900)).toBe("");
});
