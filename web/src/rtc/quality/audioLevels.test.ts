import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { RemoteTrack } from "~/rtc/path";

import { AudioLevels } from "./audioLevels";

const TICK = 100;
const LOUD = 0.5;
const QUIET = 0.001;

/** The voice of somebody; says how often it was asked for. */
function voiceOf(participantId: string) {
  const voice = { level: QUIET, asked: 0 };
  const receiver = {
    getSynchronizationSources: () => {
      voice.asked += 1;
      return [{ timestamp: performance.timeOrigin + performance.now(), audioLevel: voice.level }];
    },
  };
  return Object.assign(voice, { remote: { participantId, source: "microphone", receiver } as unknown as RemoteTrack });
}

let levels: AudioLevels;

function crowd(count: number) {
  const voices = Array.from({ length: count }, (_, number) => voiceOf(`p${number}`));
  const told: number[][] = voices.map(() => []);
  levels = new AudioLevels(() => voices.map(({ remote }) => remote));
  voices.forEach(({ remote }, number) => levels.listen(remote.participantId, (level) => told[number]?.push(level)));
  return { voices, told };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  levels.close();
  vi.useRealTimers();
});

it("asks for every voice of a small call each time", () => {
  const { voices } = crowd(4);
  vi.advanceTimersByTime(3 * TICK);
  expect(voices.map(({ asked }) => asked)).toEqual([3, 3, 3, 3]);
});

it("asks for the silent ones of a large call in turn, four at a time", () => {
  const { voices } = crowd(12);
  vi.advanceTimersByTime(TICK);
  expect(voices.filter(({ asked }) => asked > 0)).toHaveLength(4);
  vi.advanceTimersByTime(5 * TICK);
  expect(voices.every(({ asked }) => asked === 2)).toBe(true);
});

it("asks for who speaks each time, and tells when they fall silent", () => {
  const { voices, told } = crowd(12);
  const speaker = voices.at(-1);
  const heard = told.at(-1);
  if (speaker) speaker.level = LOUD;
  vi.advanceTimersByTime(3 * TICK);
  expect(heard).toHaveLength(1);
  vi.advanceTimersByTime(5 * TICK);
  expect(heard).toHaveLength(6);
  if (speaker) speaker.level = 0;
  vi.advanceTimersByTime(TICK);
  expect(heard?.at(-1)).toBe(0);
});

it("asks for nobody whom nobody listens to", () => {
  const { voices } = crowd(1);
  levels.close();
  vi.advanceTimersByTime(3 * TICK);
  expect(voices[0]?.asked).toBe(0);
});
