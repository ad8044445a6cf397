// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { CallPhase, CallView } from "~/call/view";
import { Store } from "~/lib/store";
import { TooltipProvider } from "~/ui/Tooltip";

import { LeaveQuestion } from "./LeaveQuestion";

const phase = new Store<CallPhase>({ name: "inCall" });
const leave = vi.fn(() => phase.set({ name: "left" }));
const call = { phase, leave } as Partial<CallView> as CallView;
/** Whether the browser asks before the page goes away. */
const asks = (): boolean => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

let root: Root;
let router: ReturnType<typeof createMemoryRouter>;
/** What the next page found, which loads anew where the account changed. */
let asked: boolean | null;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  phase.set({ name: "inCall" });
  leave.mockClear();
  asked = null;
  const home = (): null => {
    asked = asks();
    return null;
  };
  router = createMemoryRouter(
    [
      { path: "/", element: "Home", loader: home },
      { path: "/call", element: <LeaveQuestion call={call} /> },
    ],
    { initialEntries: ["/call"] },
  );
  root = createRoot(document.body.appendChild(document.createElement("main")));
  const page = (
    <TooltipProvider>
      <RouterProvider router={router} />
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

const press = (name: string): Promise<void> => {
  const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === name);
  return act(() => {
    button?.click();
    return Promise.resolve();
  });
};
const goHome = (): Promise<void> => act(() => router.navigate("/"));

it("ends the call, and then goes without asking once more", async () => {
  await goHome();
  expect(router.state.location.pathname).toBe("/call");
  await press("Leave");
  expect(leave).toHaveBeenCalledTimes(1);
  expect(asked).toBe(false);
  expect(document.querySelector("main")?.textContent).toBe("Home");
});

it("lets one stay, and asks again", async () => {
  await goHome();
  await press("Stay");
  expect(leave).not.toHaveBeenCalled();
  expect(document.querySelector("[role=dialog]")).toBeNull();
  expect(asks()).toBe(true);
  await goHome();
  expect(document.querySelector("[role=dialog]")).not.toBeNull();
});

it("does not ask once the call is over, however it ended", async () => {
  act(() => phase.set({ name: "left" }));
  expect(asks()).toBe(false);
  await goHome();
  expect(document.querySelector("main")?.textContent).toBe("Home");
});

it("does not ask who left a moment before, as whoever is moved elsewhere does", async () => {
  await act(() => {
    leave();
    return router.navigate("/");
  });
  expect(document.querySelector("main")?.textContent).toBe("Home");
});
