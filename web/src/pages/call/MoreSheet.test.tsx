// @vitest-environment jsdom
import { act, useState } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { CallView } from "~/call/view";
import type { LocalMedia } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import { t } from "~/text/t";
import { TooltipProvider } from "~/ui/Tooltip";

import type { Controls } from "./controls";
import { MoreSheet } from "./MoreSheet";
import { Panel } from "./Panel";

const call = {
  hand: new Store(null),
  leading: { permissions: new Store(new Set()) },
  board: { opener: new Store(null) },
  tiles: new Store([]),
  participants: new Store([]),
} as unknown as CallView;
const local = { screen: new Store({ on: false }) } as unknown as LocalMedia;

/** A phone's toolbar and the panel that it opens over all else. */
function Phone() {
  const [more, setMore] = useState(false);
  const [people, setPeople] = useState(false);
  const controls = { people: () => setPeople(true) } as Partial<Controls> as Controls;
  return (
    <TooltipProvider>
      <button type="button" onClick={() => setMore(true)}>
        Toolbar
      </button>
      <MoreSheet open={more} onOpenChange={setMore} call={call} local={local} controls={controls} />
      {people && (
        <Panel title={t.call.people} beside={false} onClose={() => setPeople(false)}>
          {null}
        </Panel>
      )}
    </TooltipProvider>
  );
}

let root: Root;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  root = createRoot(document.body.appendChild(document.createElement("main")));
  act(() => root.render(<Phone />));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

const button = (text: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === text);
  if (!found) throw new Error(`no button ${text}`);
  return found;
};
const click = (text: string): void =>
  act(() => {
    button(text).focus();
    button(text).click();
  });
const panel = (): Element | null => document.querySelector("aside");

it("opens a panel that has the focus, and gives it back to the toolbar when it closes", async () => {
  click("Toolbar");
  click(t.call.people);
  // What was opened gives the focus back in a task of its own.
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  expect(document.activeElement).toBe(panel());
  act(() => {
    panel()?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  });
  expect(panel()).toBeNull();
  expect(document.activeElement).toBe(button("Toolbar"));
});
