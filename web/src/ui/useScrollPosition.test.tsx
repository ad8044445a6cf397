// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { createMemoryRouter, Outlet, RouterProvider } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useScrollPosition } from "./useScrollPosition";

function Frame() {
  useScrollPosition();
  return <Outlet />;
}

let root: Root;
let router: ReturnType<typeof createMemoryRouter>;
/** How far down the page can be scrolled. */
let length: number;

const scroll = (y: number): void => {
  vi.stubGlobal("scrollY", Math.min(y, length));
  window.dispatchEvent(new Event("scroll"));
};

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("scrollTo", (_x: number, y: number) => scroll(y));
  length = 1000;
  const children = [
    { path: "/", element: "Home" },
    { path: "/abc", element: "Meeting" },
  ];
  router = createMemoryRouter([{ element: <Frame />, children }]);
  root = createRoot(document.body.appendChild(document.createElement("main")));
  act(() => root.render(<RouterProvider router={router} />));
  scroll(782);
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

it("begins at the top of a page that is gone to", async () => {
  await act(() => router.navigate("/abc"));
  expect(document.body.textContent).toBe("Meeting");
  expect(window.scrollY).toBe(0);
});

it("comes back to where a page was left, once it is long enough again", async () => {
  await act(() => router.navigate("/abc"));
  length = 99;
  await act(() => router.navigate(-1));
  expect(window.scrollY).toBe(99);
  length = 1000;
  await vi.waitFor(() => expect(window.scrollY).toBe(782));
});

it("leaves it to who goes elsewhere meanwhile", async () => {
  await act(() => router.navigate("/abc"));
  length = 99;
  await act(() => router.navigate(-1));
  window.dispatchEvent(new Event("wheel"));
  length = 1000;
  scroll(300);
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  expect(window.scrollY).toBe(300);
});
