import { beforeEach, expect, it, vi } from "vitest";

import { Store } from "~/lib/store";
import { FakeTrack } from "~test/fakeDevices";

import { OFF, type LocalSource } from "./capture";
import { watchMutedVoice } from "./mutedVoice";

const meter = vi.hoisted(() => ({ hear: undefined as unknown as (level: number) => void, watched: [] as unknown[] }));
vi.mock("./levelMeter", () => ({
  SPEAKS: 0.3,
  watchLevel: (track: unknown, onLevel: (level: number) => void) => {
    meter.watched.push(track);
    meter.hear = onLevel;
    return () => undefined;
  },
}));
beforeEach(() => (meter.watched.length = 0));

const talk = (levels: number, level = 0.6): void => {
  for (let count = 0; count < levels; count++) meter.hear(level);
};

function muted() {
  const track = new FakeTrack("audio", "mic");
  track.enabled = false;
  const source = { ...OFF, track: track as unknown as MediaStreamTrack };
  const microphone = new Store<LocalSource>(source);
  const told: boolean[] = [];
  const stop = watchMutedVoice(microphone, (talking) => told.push(talking));
  return { track, source, microphone, told, stop };
}

it("says so once somebody talks for a while, and when they are done; a cough is nothing", () => {
  const { told } = muted();
  talk(3);
  talk(10, 0.1);
  expect(told).toEqual([]);
  talk(6);
  expect(told).toEqual([true]);
  talk(4);
  talk(10, 0.1);
  expect(told).toEqual([true, false]);
});

it("listens to a copy, so that nothing of it is sent, and to none while the microphone is on", () => {
  const { track, source, microphone, told, stop } = muted();
  const [copy] = meter.watched as FakeTrack[];
  expect(copy).not.toBe(track);
  expect([copy?.enabled, track.enabled]).toEqual([true, false]);
  talk(6);
  microphone.set({ ...source, on: true });
  expect(told).toEqual([true, false]);
  expect([copy?.readyState, track.readyState]).toEqual(["ended", "live"]);
  microphone.set(source);
  expect(meter.watched).toHaveLength(2);
  stop();
  expect((meter.watched as FakeTrack[]).map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
});
