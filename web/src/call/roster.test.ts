import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { LocalMedia } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import { SignalingError } from "~/signaling/signalingError";
import type { Joined } from "~/protocol/generated";
import { participant } from "~test/fakeParticipant";

import { Roster } from "./roster";
import { RosterPages } from "./rosterPages";

const off = new Store({ on: false, pending: false });
const local = { microphone: off, camera: off, screen: off } as unknown as LocalMedia;

beforeEach(() => vi.stubGlobal("navigator", { hardwareConcurrency: 4 }));
afterEach(() => vi.unstubAllGlobals());

const made = (): Roster =>
  new Roster({ user: { id: "me", username: "me" }, local, onCodec: () => undefined, onChanged: () => undefined });
const names = (roster: Roster): string[] => roster.participants.get().map(({ id }) => id);
const joined = (ids: string[], cursor: string | null, count: number): Joined =>
  ({
    participantId: "me",
    participants: ids.map((id) => participant(id)),
    participantsCursor: cursor,
    participantCount: count,
  }) as Partial<Joined> as Joined;

it("is whole at once in a small room, also of a server that knows no pages", () => {
  const roster = made();
  roster.enter({ ...joined(["a", "b"], null, 3), participantsCursor: undefined, participantCount: undefined });
  expect(names(roster)).toEqual(["a", "b"]);
  expect(roster.isWhole).toBe(true);
  expect(roster.others.get()).toBe(2);
});

it("has all of a large room once its pages and differences have come", async () => {
  const roster = made();
  roster.enter(joined(["a", "b"], "b", 6));
  expect(roster.others.get()).toBe(5);
  const request = vi.fn(({ after }: { after: string }) =>
    Promise.resolve(
      after === "b"
        ? { participants: [participant("c"), participant("me"), participant("d")], nextCursor: "d" }
        : { participants: [participant("e")], nextCursor: null },
    ),
  );
  const pages = new RosterPages({ request: (_name, data) => request(data as { after: string }) as never }, roster);
  const reading = pages.read("b");
  // Said before the page that it is on comes: the page is as new, or newer.
  roster.apply({ participants: [participant("f")], left: [{ participantId: "a", reason: "left" }] });
  await reading;
  expect(names(roster)).toEqual(["b", "c", "d", "e", "f"]);
  expect(roster.isWhole).toBe(true);
  expect(roster.others.get()).toBe(5);
});

it("keeps whom it knew until it shows whether they are still there", () => {
  const roster = made();
  roster.enter(joined(["a", "b", "c", "d"], null, 5));
  roster.enter(joined(["a"], "a", 4));
  expect(names(roster)).toEqual(["a", "b", "c", "d"]);
  roster.addPage([participant("c"), participant("e")], true);
  expect(names(roster)).toEqual(["a", "c", "e"]);
});

it("reads no more for who has left, or was refused", async () => {
  const roster = made();
  roster.enter(joined(["a"], "a", 4));
  const refused = vi.fn(() => Promise.reject(new SignalingError("offline", "")));
  const pages = new RosterPages({ request: refused }, roster);
  await pages.read("a");
  expect(refused).toHaveBeenCalledOnce();
  expect(roster.isWhole).toBe(false);
  const answered = vi.fn(() => Promise.resolve({ participants: [participant("b")], nextCursor: "b" } as never));
  const others = new RosterPages({ request: answered }, roster);
  const reading = others.read("a");
  others.stop();
  await reading;
  expect(answered).toHaveBeenCalledOnce();
  expect(names(roster)).toEqual(["a"]);
});

it("hears of oneself among the others", () => {
  const roster = made();
  roster.enter(joined([], null, 1));
  roster.apply({ participants: [participant("me", { groupReady: true })], left: [] });
  expect(names(roster)).toEqual([]);
  expect(roster.groupReady.get()).toBe(true);
});

it("knows of its own hand what the server says, also once it is back", () => {
  const roster = made();
  roster.enter(joined(["a"], null, 2));
  expect(roster.hand.get()).toBeNull();
  roster.put(participant("me", { hand: 1 }));
  roster.put(participant("a", { hand: 2 }));
  expect(roster.tiles.get().map(({ id, hand }) => [id, hand])).toEqual([
    ["a/camera", 2],
    ["me/camera", 1],
  ]);
  expect(names(roster)).toEqual(["a"]);
  roster.apply({ participants: [participant("me", { hand: null })], left: [] });
  expect(roster.hand.get()).toBeNull();
  expect(roster.tiles.get()[0]?.hand).toBe(1);
  // Lowered and raised by another way while this one was away.
  roster.enter({ ...joined(["a"], null, 2), hand: 4 });
  expect(roster.hand.get()).toBe(4);
});
