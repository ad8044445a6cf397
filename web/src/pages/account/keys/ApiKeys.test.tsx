// @vitest-environment jsdom
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ApiError } from "~/api/errors";
import { apiKeys, changeOrigins, makeKey, revokeKey, type ApiKey } from "~/api/keys";
import { t } from "~/text/t";
import { TooltipProvider } from "~/ui/Tooltip";

import { ApiKeys } from "./ApiKeys";
import { expiryInWords, scopeInWords } from "./words";

vi.mock("~/api/keys", () => ({
  apiKeys: vi.fn(),
  changeOrigins: vi.fn(),
  makeKey: vi.fn(),
  revokeKey: vi.fn(() => Promise.resolve()),
}));

const KEY: ApiKey = {
  id: "1",
  name: "calendar",
  hint: "mk_abcde",
  scopes: ["rooms:read", "of a newer server"],
  createdAt: "2026-03-23T10:00:00Z",
  expiresAt: null,
  lastUsedAt: null,
};

let root: Root;

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  root = createRoot(document.body.appendChild(document.createElement("main")));
});
afterEach(() => {
  act(() => root.unmount());
  document.body.innerHTML = "";
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

const show = (): Promise<void> =>
  act(() => {
    root.render(
      <TooltipProvider>
        <ApiKeys />
      </TooltipProvider>,
    );
    return Promise.resolve();
  });
const press = (name: string): Promise<void> =>
  act(() => {
    const named = (one: Element): boolean => (one.getAttribute("aria-label") ?? one.textContent) === name;
    const found = [...document.querySelectorAll<HTMLElement>("button, label")].filter(named).at(-1);
    if (!found) throw new Error(`no ${name}`);
    found.click();
    return Promise.resolve();
  });
const write = (text: string): void =>
  act(() => {
    const field = document.querySelector<HTMLInputElement>("[role=dialog] input:not([type=checkbox])");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
    field?.dispatchEvent(new Event("input", { bubbles: true }));
  });
const secret = (): string | undefined => document.querySelector<HTMLInputElement>("input[readonly]")?.value;

it("says why there are none, tries again, and makes one that is shown until it is revoked", async () => {
  vi.mocked(apiKeys).mockRejectedValueOnce(new ApiError("offline", 0)).mockResolvedValue([]);
  await show();
  expect(document.body.textContent).toContain(t.errors.offline);
  await press(t.actions.tryAgain);
  expect(document.body.textContent).toContain(t.apiKeys.none);

  await press(t.apiKeys.make);
  await press(t.apiKeys.create);
  expect(makeKey).not.toHaveBeenCalled();
  expect(document.body.textContent).toContain(t.apiKeys.chooseScopes);
  write(" calendar ");
  await press(t.apiKeys.scopes["rooms:read"]);
  vi.mocked(makeKey).mockRejectedValueOnce(new ApiError("too_many_keys", 409));
  await press(t.apiKeys.create);
  expect(document.body.textContent).toContain(t.errors.too_many_keys);
  vi.mocked(makeKey).mockResolvedValue({ key: KEY, secret: "mk_abcdefgh" });
  await press(t.apiKeys.create);
  const [wanted] = vi.mocked(makeKey).mock.lastCall ?? [];
  expect(wanted).toMatchObject({ name: "calendar", scopes: ["rooms:read"] });
  expect(Date.parse(wanted?.expiresAt ?? "")).toBeGreaterThan(Date.now());
  expect(secret()).toBe("mk_abcdefgh");
  expect(document.querySelector("[role=dialog]")).toBeNull();

  await press(t.apiKeys.revokeNamed("calendar"));
  expect(revokeKey).not.toHaveBeenCalled();
  await press(t.apiKeys.revoke);
  expect(revokeKey).toHaveBeenCalledWith("1");
  expect(secret()).toBeUndefined();
  expect(document.body.textContent).toContain(t.apiKeys.none);
});

it("changes which sites show meetings by a key that there is", async () => {
  vi.mocked(apiKeys).mockResolvedValue([{ ...KEY, origins: ["https://a.example"] }]);
  await show();
  await press(t.apiKeys.sitesNamed("calendar"));
  write("https://b.example,\n http://localhost:1 ");
  vi.mocked(changeOrigins).mockRejectedValueOnce(
    new ApiError("invalid_request", 422, { origins: t.fieldErrors.origin }),
  );
  await press(t.apiKeys.saveOrigins);
  expect(document.body.textContent).toContain(t.fieldErrors.origin);
  const origins = ["https://b.example", "http://localhost:1"];
  vi.mocked(changeOrigins).mockResolvedValue({ ...KEY, origins });
  await press(t.apiKeys.saveOrigins);
  expect(changeOrigins).toHaveBeenLastCalledWith("1", origins);
  expect(document.querySelector("[role=dialog]")).toBeNull();
  expect(document.body.textContent).toContain(t.apiKeys.framedBy(origins.join(", ")));
});

it("says in words what keys may do, and until when", () => {
  expect(KEY.scopes?.map(scopeInWords)).toEqual([t.apiKeys.scopes["rooms:read"], "of a newer server"]);
  const now = new Date("2026-03-23T10:00:00Z");
  expect(expiryInWords(null, now)).toBe(t.apiKeys.lasts);
  expect(expiryInWords("2026-03-23T09:00:00Z", now)).toBe(t.apiKeys.expired);
  expect(expiryInWords("2026-03-24T09:00:00Z", now)).not.toBe(t.apiKeys.expired);
});
