// @vitest-environment jsdom
import { beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
  sessionStorage.clear();
});

async function pageAt(path: string): Promise<typeof import("./guestSession") & { sent: () => RequestInit }> {
  history.replaceState(null, "", path);
  const fetching = vi.fn<typeof fetch>(() => Promise.resolve(new Response("{}")));
  vi.stubGlobal("fetch", fetching);
  const { exchange } = await import("./exchange");
  await exchange("/api/v1/rooms", { method: "GET", limit: 1000 });
  const page = await import("./guestSession");
  return { ...page, sent: () => fetching.mock.lastCall?.[1] ?? {} };
}

it("sends no cookies from a frame, but who the guest is, also after a reload", async () => {
  const page = await pageAt("/embed/abc-defg-hij");
  expect(page.sent()).toMatchObject({ credentials: "omit" });
  expect(page.sent().headers).not.toHaveProperty("Meetd-Guest");
  page.keepGuestSession("abc-defg-hij", "a session");
  vi.resetModules();
  const again = await pageAt("/embed/abc-defg-hij");
  expect(again.sent().headers).toMatchObject({ "Meetd-Guest": "a session" });
  expect(again.pathOf("xyz-defg-hij")).toBe("/embed/xyz-defg-hij");
  expect([again.mayShow("/embed/xyz-defg-hij"), again.mayShow("/"), again.mayShow("/account")]).toEqual([
    true,
    false,
    false,
  ]);
});

it.each(["/embed%2Fabc-defg-hij", "/%65mbed/abc-defg-hij", "/embed/%zz"])(
  "is one of a frame however written: %s",
  async (path) => {
    const page = await pageAt(path);
    expect([page.embedded, page.mayShow("/account")]).toEqual([true, false]);
    expect(page.sent()).toMatchObject({ credentials: "omit" });
  },
);

it("acts for no account in a frame, whatever its address", async () => {
  vi.stubGlobal("top", {});
  const page = await pageAt("/account");
  vi.unstubAllGlobals();
  expect([page.embedded, page.mayShow("/account")]).toEqual([true, false]);
});

it("leaves all else as it was", async () => {
  const page = await pageAt("/abc-defg-hij");
  expect(page.sent()).toMatchObject({ credentials: "same-origin" });
  expect(page.sent().headers).not.toHaveProperty("Meetd-Guest");
  expect([page.pathOf("abc-defg-hij"), page.mayShow("/account"), page.embedded]).toEqual([
    "/abc-defg-hij",
    true,
    false,
  ]);
});
