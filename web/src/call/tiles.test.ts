import { describe, expect, it } from "vitest";

import type { LocalSource } from "~/devices/localMedia";
import type { Participant } from "~/protocol/generated";
import { participant as somebody } from "~test/fakeParticipant";

import { byJoining, tilesOf, type Self } from "./tiles";

const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };
const ON: LocalSource = { ...OFF, on: true };

const participant = (id: string, more: Partial<Participant> = {}): Participant =>
  somebody(id, { userId: `user ${id}`, joinedAt: `2026-01-01T00:00:0${id.length}Z`, ...more });

const self: Self = {
  id: "me",
  userId: "user me",
  username: "me",
  pronouns: "",
  picture: null,
  microphone: ON,
  camera: ON,
  screen: OFF,
  role: "participant",
  hand: null,
  spotlight: false,
  companionOf: null,
};

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

  it("tells a program from people", () => {
    const tiles = tilesOf([participant("a", { bot: true, guest: true }), participant("b")], self, []);
    expect(tiles.map(({ bot }) => bot)).toEqual([true, false, false]);
  });

  it("has each raised hand's place in the queue, at the camera alone", () => {
    const people = [participant("a", { hand: 7 }), participant("b", { screen: true, hand: 3 }), participant("c")];
    const tiles = tilesOf(people, { ...self, hand: 5 }, []);
    expect(tiles.map(({ id, hand }) => [id, hand])).toEqual([
      ["b/screen", null],
      ["a/camera", 3],
      ["b/camera", 1],
      ["c/camera", null],
      ["me/camera", 2],
    ]);
  });

  it("names whose computer has the sound in a room that several share", () => {
    const people = [participant("a"), participant("b", { companionOf: "a" }), participant("c", { companionOf: "me" })];
    const tiles = tilesOf([...people, participant("d", { companionOf: "not known yet" })], self, []);
    expect(tiles.map(({ beside }) => beside)).toEqual([null, "a", "me", null, null]);
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
