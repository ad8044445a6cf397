// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { CallView } from "~/call/view";
import type { Problem } from "~/devices/deviceError";
import type { Devices } from "~/devices/devices";
import type { LocalMedia, LocalSource } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import { t } from "~/text/t";
import { TooltipProvider } from "~/ui/Tooltip";

import { DeviceTroubles } from "./DeviceTroubles";

const source = (problem: Problem | null): LocalSource => ({ on: true, track: null, pending: false, problem });
type Kind = "microphone" | "camera" | "screen";

let root: Root;
let sources: Record<Kind, Store<LocalSource>>;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  sources = {
    microphone: new Store(source(null)),
    camera: new Store(source("denied")),
    screen: new Store(source(null)),
  };
  const chosen = { camera: "", microphone: "", speaker: "" };
  const lists = { camera: [], microphone: [], speaker: [] };
  root = createRoot(document.body.appendChild(document.createElement("main")));
  const page = (
    <TooltipProvider>
      <DeviceTroubles
        call={{ companionOf: new Store("somebody") } as Partial<CallView> as CallView}
        local={{ ...sources, retry: () => Promise.resolve() } as Partial<LocalMedia> as LocalMedia}
        devices={{ chosen: new Store(chosen), lists: new Store(lists) } as Partial<Devices> as Devices}
      />
    </TooltipProvider>
  );
  await act(() => {
    root.render(page);
    return Promise.resolve();
  });
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

const fails = (kind: Kind, problem: Problem | null): void => act(() => sources[kind].set(source(problem)));
const told = (): string[] => [...document.querySelectorAll("[role=alert]")].map(({ textContent }) => textContent);
const links = (): HTMLAnchorElement[] => [...document.querySelectorAll("a")];

it("leads to the check from a trouble with camera or microphone, once, beside the call", () => {
  // What was known before the call is not said again.
  expect(told()).toEqual([]);
  fails("camera", "missing");
  expect(told()).toEqual([expect.stringContaining(t.deviceProblems.missing("camera"))]);
  expect(links().map(({ textContent }) => textContent)).toEqual([t.check.link]);
  expect(links()[0]).toMatchObject({ pathname: "/check", target: "_blank", rel: "noopener" });
  fails("microphone", "busy");
  expect(told()).toHaveLength(2);
  expect(links()).toHaveLength(1);
  fails("microphone", null);
  fails("camera", null);
  expect(links()).toHaveLength(0);
});

it("leads nowhere from a trouble with a screen, which no check looks at", () => {
  fails("screen", "denied");
  expect(told()).toEqual([expect.stringContaining(t.deviceProblems.denied("screen"))]);
  expect(links()).toHaveLength(0);
});

it("is quiet about what was closed, until it is another", () => {
  fails("camera", "missing");
  act(() => document.querySelector<HTMLButtonElement>(`button[aria-label="${t.actions.close}"]`)?.click());
  expect(told()).toEqual([]);
  fails("camera", "busy");
  expect(told()).toHaveLength(1);
});
