import { expect, it, vi } from "vitest";

import type { LocalMedia } from "~/devices/localMedia";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";

import { Leading, type News } from "./leading";

function set() {
  const asked: [string, unknown][] = [];
  let refusal: Error | null = null;
  const requests = {
    request: (name: string, data: unknown) => {
      asked.push([name, data]);
      return refusal ? Promise.reject(refusal) : Promise.resolve({});
    },
  } as unknown as Requests;
  const local = { setMicrophone: vi.fn(), setCamera: vi.fn(), stopScreen: vi.fn() };
  const leading = new Leading(requests, local as unknown as LocalMedia);
  const news: News[] = [];
  leading.onNews((one) => news.push(one));
  return { leading, local, asked, news, refuse: (error: Error) => (refusal = error) };
}

it("turns off what the server turned off, and says so even where it was off already", () => {
  const { leading, local, asked } = set();
  leading.stopped(["microphone", "screen"]);
  expect(local.setMicrophone).toHaveBeenCalledWith(false);
  expect(local.stopScreen).toHaveBeenCalled();
  expect(local.setCamera).not.toHaveBeenCalled();
  expect(asked).toEqual([["media", { microphone: false, screen: false }]]);
});

it("turns nothing on by itself when somebody asks, and forgets what one may not do any more", () => {
  const { leading, local } = set();
  leading.asked.set({ source: "microphone", byId: "ada", byName: "ada" });
  expect(local.setMicrophone).not.toHaveBeenCalled();
  leading.allow(["join", "camera"]);
  expect(leading.asked.get()).toBeNull();
  expect(leading.permissions.get().has("microphone")).toBe(false);
});

it("takes it that everybody may take part where a server of before says nothing", () => {
  const { leading } = set();
  leading.allow(undefined);
  expect(leading.permissions.get().has("microphone")).toBe(true);
  expect(leading.permissions.get().has("moderate")).toBe(false);
});

it("says what was refused", async () => {
  const { leading, news, refuse } = set();
  refuse(new SignalingError("not_moderator", "Only a host."));
  leading.muteAll();
  await Promise.resolve();
  await Promise.resolve();
  expect(news).toEqual([{ name: "refused", code: "not_moderator", message: "Only a host." }]);
});
