// @vitest-environment jsdom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { createMemoryRouter, RouterProvider } from "react-router";
import { afterEach, expect, it, vi } from "vitest";

import { ApiError } from "~/api/errors";
import { enterByToken } from "~/api/guests";
import type { MovedTo } from "~/call/leading";
import type { CallView } from "~/call/view";
import type { LocalMedia } from "~/devices/localMedia";
import { Store } from "~/lib/store";

import { arrives, useMovingOn } from "./movingOn";
import { startsOn } from "./start";

vi.mock("~/api/guests", () => ({ enterByToken: vi.fn(() => Promise.resolve({})), findDoor: vi.fn() }));

const on = (is: boolean) => new Store({ on: is });
const local = { camera: on(false), microphone: on(true) } as unknown as LocalMedia;

async function inCall() {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  const listeners = new Set<(to: MovedTo) => void>();
  const onMoved = (listener: (to: MovedTo) => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const leave = vi.fn();
  const call = { leave, leading: { onMoved } } as unknown as CallView;
  const own = { local };
  const Here = () => (useMovingOn(call, own) ? "Moving" : "One");
  const router = createMemoryRouter(
    [
      { path: "/one", element: <Here /> },
      { path: "/two", element: "Two" },
    ],
    { initialEntries: ["/one"] },
  );
  const root = createRoot(document.body.appendChild(document.createElement("main")));
  await act(() => {
    root.render(<RouterProvider router={router} />);
    return Promise.resolve();
  });
  const move = (token: string | null) =>
    act(() => {
      for (const listener of listeners) listener({ code: "two", token });
      return Promise.resolve();
    });
  const unmount = (): void => act(() => root.unmount());
  return { leave, move, unmount };
}

afterEach(() => {
  document.body.innerHTML = "";
  sessionStorage.clear();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

it("goes to the other meeting without a question, with what is on, and joins there once", async () => {
  const { leave, move, unmount } = await inCall();
  await move(null);
  expect(leave).toHaveBeenCalledTimes(1);
  expect(document.body.textContent).toBe("Two");
  expect(enterByToken).not.toHaveBeenCalled();
  expect([startsOn("camera", "two"), startsOn("microphone", "two")]).toEqual([false, true]);
  expect(arrives("three")).toBe(false);
  expect([arrives("two"), arrives("two")]).toEqual([true, false]);
  unmount();
});

it("enters by the token first, and stays where that lets nobody in", async () => {
  const { leave, move, unmount } = await inCall();
  vi.mocked(enterByToken).mockRejectedValueOnce(new ApiError("join_token_void", 403));
  await move("mj_void");
  expect(leave).not.toHaveBeenCalled();
  expect(document.body.textContent).toBe("One");
  await move("mj_good");
  expect(enterByToken).toHaveBeenLastCalledWith("two", "mj_good");
  expect(document.body.textContent).toBe("Two");
  expect(arrives("two")).toBe(true);
  unmount();
});
