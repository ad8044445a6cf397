import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { pathOf, set, players, talking } from "~test/fakeCall";
import { participant } from "~test/fakeParticipant";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("tells when all has arrived on the new path, not before, and once", () => {
  const { begin, paths, ready, arrive, switcher } = set();
  begin("p2p", 1, null);
  expect(ready).toEqual([]);
  paths[0]?.carry("ada");
  expect(ready).toEqual([]);
  arrive();
  switcher.check();
  expect(ready).toEqual([1]);
});

it("keeps the old path until the server says that all have the new one", () => {
  const { begin, paths, arrive, switcher } = talking("p2p", null);
  begin("sfu", 2);
  expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
  paths[1]?.carry("ada");
  arrive();
  expect(paths[0]?.closed).toBe(false);
  switcher.settle(2);
  expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
});

it("takes little on the new path while the old one still carries the call", () => {
  const { begin, paths, switcher } = set();
  begin("sfu", 1);
  expect(paths[0]?.reduced).toBe(false);
  switcher.settle(1);
  begin("sfu", 2, "r2");
  expect(paths[1]?.reduced).toBe(true);
  switcher.settle(2);
  expect(paths[1]?.reduced).toBe(false);
});

it("leaves the sizes on a path that goes soon as they are, but for what is hidden or comes to sight", () => {
  const { begin, paths } = talking("p2p", null);
  const told = (): (number | undefined)[] => paths.map(({ heights }) => heights.at(-1));
  const [player] = players.videos;
  player?.height.set(700);
  begin("sfu", 2);
  paths[1]?.carry("ada");
  player?.height.set(350);
  expect(told()).toEqual([700, 350]);
  player?.height.set(0);
  expect(told()).toEqual([0, 0]);
  player?.height.set(350);
  player?.height.set(300);
  expect(told()).toEqual([350, 300]);
  // It goes on after all.
  begin("sfu", 3, null);
  expect(paths[1]?.closed).toBe(true);
  expect(told()[0]).toBe(300);
});

it("goes on with what is seen and heard when the call turns back before all had the new path", () => {
  const { begin, paths, arrive, open } = talking("p2p", null);
  begin("sfu", 2);
  paths[1]?.carry("ada");
  arrive();
  begin("p2p", 3, "r1");
  expect(open()).toEqual([paths[1], paths[2]]);
});

it("keeps also what the new path did not bring yet when the call turns back", () => {
  const { begin, paths, arrive, switcher, open } = talking("p2p", null);
  begin("sfu", 2);
  paths[1]?.carry("ada");
  for (const player of players.audios) player.arrive?.();
  begin("p2p", 3, "r1");
  expect(open()).toEqual(paths);
  const heard = (): unknown[] => switcher.tracks().map(({ source, track }) => [source, pathOf(track)]);
  expect(heard()).toEqual([
    ["camera", paths[0]],
    ["microphone", paths[1]],
  ]);
  paths[2]?.carry("ada");
  arrive();
  switcher.settle(3);
  expect(heard()).toEqual([
    ["camera", paths[2]],
    ["microphone", paths[2]],
  ]);
  // The way through the SFU stands by.
  expect(open()).toEqual([paths[1], paths[2]]);
  expect(paths[1]?.standby).toBe(true);
});

it("plays the sound of a screen while that is shown, and a voice also while it is muted", () => {
  const { paths, people, switcher } = talking();
  const track = new EventTarget() as MediaStreamTrack;
  paths[0]?.listener.onTrack({ participantId: "ada", source: "screenAudio", track, receiver: undefined });
  const played = (): unknown[] =>
    players.audios.flatMap(({ shown }) => (shown ? [(shown as { source: string }).source] : []));
  people.set("ada", participant("ada", { microphone: false }));
  switcher.check();
  expect(played()).toEqual(["microphone"]);
  people.set("ada", participant("ada", { screen: true }));
  switcher.check();
  expect(played()).toEqual(["microphone", "screenAudio"]);
});

it("tells what the other browser says to the direct path that it is said of", () => {
  const { begin, paths, switcher } = set();
  begin("p2p", 1, null);
  paths[0]?.carry("ada");
  begin("p2p", 3, "r1");
  switcher.receive(3, { restart: true });
  expect(paths.map(({ said }) => said.length)).toEqual([0, 1]);
  switcher.receive(1, { restart: true });
  expect(paths.map(({ said }) => said.length)).toEqual([1, 1]);
  switcher.receive(2, { restart: true });
  expect(paths.map(({ said }) => said.length)).toEqual([1, 1]);
});

it("says whether the picture before is lost: its path is broken, or its router is gone", () => {
  const { begin, paths, arrive, switcher } = talking("sfu");
  const [player] = players.videos;
  expect(player?.oldIsLost).toBe(false);
  begin("sfu", 2, "r2");
  paths[1]?.carry("ada");
  expect(player?.oldIsLost).toBe(true);
  arrive();
  switcher.settle(2);
  begin("p2p", 3, "r2");
  paths[2]?.carry("ada");
  expect(player?.oldIsLost).toBe(false);
});

it("takes nothing from an epoch that is over", () => {
  const { begin, paths, switcher } = set();
  begin("sfu", 5);
  begin("p2p", 4);
  expect(paths).toHaveLength(1);
  expect(switcher.epoch).toBe(5);
  switcher.settle(4);
  paths[0]?.carry("ada");
  expect(paths[0]?.closed).toBe(false);
});

it("goes on with a path of the same router", () => {
  const { begin, paths, ready, arrive } = set();
  begin("sfu", 1);
  paths[0]?.carry("ada");
  arrive();
  begin("sfu", 2);
  expect(paths).toHaveLength(1);
  expect(ready).toEqual([1, 2]);
});

it("sends nothing any more to a router that is gone, and shows what came from it last", () => {
  const { begin, paths, open } = talking("sfu");
  begin("sfu", 2, "r1");
  expect(paths.map(({ abandoned }) => abandoned)).toEqual([false]);
  begin("sfu", 3, "r2");
  expect(paths.map(({ abandoned }) => abandoned)).toEqual([true, false]);
  expect(open()).toHaveLength(2);
});

it("counts no path to a router that is gone among those that may ask for more", () => {
  const { begin, paths, switcher } = talking("sfu");
  expect(switcher.alive).toEqual([paths[0]]);
  begin("sfu", 2, "r2");
  expect(switcher.paths).toContain(paths[0]);
  expect(switcher.alive).toEqual([paths[1]]);
});

it("does not wait for what is off, nor for who is away", () => {
  const { begin, paths, people, ready, switcher } = set();
  people.set("ada", { ...participant("ada"), camera: false, microphone: false });
  people.set("ben", { ...participant("ben"), connected: false });
  begin("sfu", 1);
  paths[0]?.state.set("connected");
  switcher.check();
  expect(ready).toEqual([1]);
});

it("keeps the older path while it brings somebody whom the newer one does not", () => {
  const { begin, paths, people, switcher, arrive } = talking("p2p", null);
  people.set("cy", participant("cy"));
  begin("sfu", 2);
  paths[1]?.carry("cy");
  arrive();
  switcher.settle(2);
  // Ada has no way to the SFU.
  expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
  expect(paths[1]?.reduced).toBe(false);
  const seen = switcher.tracks().map(({ participantId, source, track }) => [participantId, source, pathOf(track)]);
  expect(seen).toContainEqual(["ada", "camera", paths[0]]);
  expect(seen).toContainEqual(["cy", "camera", paths[1]]);
  paths[1]?.carry("ada");
  arrive();
  expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
});

it("keeps the older path to somebody who lost the server for a moment", () => {
  const { begin, paths, people, switcher, arrive } = talking("p2p", null);
  people.set("cy", participant("cy"));
  begin("sfu", 2);
  paths[1]?.carry("cy");
  arrive();
  switcher.settle(2);
  people.set("ada", { ...participant("ada"), connected: false });
  for (const state of ["broken", "connected"] as const) {
    paths[0]?.state.set(state);
    switcher.check();
    expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
  }
});

it("gives the older path up when it cannot mend, or its people are gone", () => {
  for (const how of ["fail", "go"]) {
    const { begin, paths, people, switcher, arrive } = set();
    begin("p2p", 1, null);
    paths[0]?.carry("ada");
    arrive();
    switcher.settle(1);
    people.set("cy", participant("cy"));
    begin("sfu", 2);
    paths[1]?.carry("cy");
    arrive();
    switcher.settle(2);
    if (how === "fail") {
      paths[0]?.state.set("broken");
      for (let times = 0; times < 5; times++) {
        expect(paths[0]?.closed).toBe(false);
        paths[0]?.fail();
      }
    } else {
      people.delete("ada");
      switcher.check();
    }
    expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
  }
});

it("stays with a working path that one has when the newer one never connects", () => {
  const { begin, paths, switcher } = talking("p2p", null);
  begin("sfu", 2);
  switcher.settle(2);
  expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
  expect(switcher.state.get()).toBe("connected");
});

it("goes on with what it has until there is a router", () => {
  const { begin, paths, open } = talking("p2p", null);
  begin("sfu", 2, null);
  expect(open()).toEqual([paths[0]]);
  begin("sfu", 3, "r1");
  expect(open()).toHaveLength(2);
});

it("is told by the mode itself that all have the path", () => {
  const { begin, paths, arrive } = set();
  begin("p2p", 1, null);
  paths[0]?.carry("ada");
  arrive();
  begin("sfu", 2, "r1");
  paths[1]?.carry("ada");
  arrive();
  expect(paths[0]?.closed).toBe(false);
  begin("sfu", 2, "r1", true);
  expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
});

it("builds a path through the SFU again that failed, in place of it", () => {
  const { paths, switcher, arrive, failed } = talking("sfu");
  paths[0]?.listener.onFailed("the server closed a transport");
  expect(failed).toEqual([[1, "the server closed a transport"]]);
  vi.runOnlyPendingTimers();
  expect(paths.map(({ closed }) => closed)).toEqual([false, false]);
  paths[1]?.carry("ada");
  arrive();
  expect(paths.map(({ closed }) => closed)).toEqual([true, false]);
  expect(switcher.state.get()).toBe("connected");
});

it("has no path while one is alone", () => {
  const { begin, people, open, switcher } = set();
  begin("sfu", 1);
  people.clear();
  begin("p2p", 2);
  expect(open()).toEqual([]);
  expect(switcher.state.get()).toBe("connected");
});

it("says that the path of the newest epoch failed, and of no other", () => {
  const { begin, paths, failed } = set();
  begin("p2p", 1, null);
  begin("sfu", 2);
  begin("sfu", 3, "r2");
  paths[1]?.listener.onFailed("old");
  paths[2]?.listener.onFailed("new");
  expect(failed).toEqual([[3, "new"]]);
});

it("sends on over the router that it is moved from, until the others have what comes over the new one", () => {
  const { move, paths, arrive, switcher, open } = talking("sfu");
  move(1, "r2", "r1");
  expect(paths.map(({ routerId, abandoned }) => [routerId, abandoned])).toEqual([
    ["r1", false],
    ["r2", false],
  ]);
  expect(paths[1]?.reduced).toBe(false);
  paths[1]?.carry("ada");
  expect(switcher.carrying).toEqual([paths[1], paths[0]]);
  arrive();
  expect(switcher.carrying).toEqual([paths[1]]);
  expect(open()).toEqual(paths);
  // Who turns the microphone off is silent everywhere.
  for (const path of paths) path.sent.length = 0;
  switcher.publish("microphone");
  expect(paths.map(({ sent }) => sent)).toEqual([["microphone"], ["microphone"]]);
  vi.advanceTimersByTime(2000);
  expect(open()).toEqual([paths[1]]);
});

it("is moved on before it was there, and ends all it had when the call ends", () => {
  const { move, paths, arrive, switcher, open } = talking("sfu");
  move(1, "r2", "r1");
  move(1, "r3", "r1");
  expect(open()).toEqual([paths[0], paths[2]]);
  paths[2]?.carry("ada");
  arrive();
  switcher.close();
  expect(open()).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(open()).toEqual([]);
});

it("leaves a router that is gone at once, though it was being moved from it", () => {
  const { begin, move, paths, open } = talking("sfu");
  move(1, "r2", "r1");
  begin("sfu", 1, "r2", true);
  expect(paths[0]?.abandoned).toBe(true);
  expect(open()).toEqual(paths);
});
