import { describe, expect, it } from "vitest";

import type { LocalSource } from "~/devices/localMedia";
import type { Participant } from "~/protocol/generated";
import { participant as somebody } from "~test/fakeParticipant";

import { byJoining, tilesOf, type Self } from "./tiles";

const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };
const ON: LocalSource = { ...OFF, on: true };

const participant = (id: string, more: Partial<Participant> = {}): Participant =>
  somebody(id, { userId: `user ${id}`, joinedAt: `2026-01-01T00:00:0${id.length}Z`, ...more });

const self: Self = { id: "me", userId: "user me", username: "me", microphone: ON, camera: ON, screen: OFF };

describe("tilesOf", () => {
  it("has screens first and oneself last", () => {
    const tiles = tilesOf([participant("a"), participant("b", { screen: true })], self, []);
    expect(tiles.map(({ id }) => id)).toEqual(["b/screen", "a/camera", "b/camera", "me/camera"]);
    expect(tiles.map(({ local }) => local)).toEqual([false, false, false, true]);
  });

  it("shows an avatar where the camera is off, and a mark where the microphone is", () => {
    const [tile] = tilesOf([participant("a", { camera: false, microphone: false })], null, []);
    expect(tile).toMatchObject({ hasVideo: false, microphone: false });
  });

  it("keeps the object of a tile that did not change, and the list when none did", () => {
    const before = tilesOf([participant("a"), participant("b")], self, []);
    expect(tilesOf([participant("a"), participant("b")], self, before)).toBe(before);
    const after = tilesOf([participant("a", { microphone: false }), participant("b")], self, before);
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).toBe(before[2]);
  });
});

it("people stand in the order they came in", () => {
  const people = [participant("ccc"), participant("a"), participant("bb")];
  expect(byJoining(people).map(({ id }) => id)).toEqual(["a", "bb", "ccc"]);
});
