import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { AudioPlayer } from "./audioPlayer";

/** What plays, by its track. */
const playing = (): string[] =>
  elements.filter(({ srcObject, muted }) => srcObject && !muted).map(({ srcObject }) => srcObject?.name ?? "");

class FakeElement {
  autoplay = false;
  muted = false;
  volume = 1;
  srcObject: { name: string } | null = null;
  sinkId = "";
  play(): Promise<void> {
    return Promise.resolve();
  }
  setSinkId(id: string): Promise<void> {
    this.sinkId = id;
    return Promise.resolve();
  }
}
const elements: FakeElement[] = [];

class Voice {
  heard: number | null = null;
  readonly track: MediaStreamTrack;
  readonly receiver = {
    getSynchronizationSources: () => (this.heard === null ? [] : [{ timestamp: this.heard }]),
  } as unknown as RTCRtpReceiver;
  constructor(name: string) {
    this.track = { name } as unknown as MediaStreamTrack;
  }
  sounds(): void {
    this.heard = performance.timeOrigin + performance.now();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  elements.length = 0;
  vi.stubGlobal("document", {
    createElement: () => {
      const element = new FakeElement();
      elements.push(element);
      return element;
    },
  });
  vi.stubGlobal(
    "MediaStream",
    class {
      readonly name: string;
      constructor([track]: { name: string }[]) {
        this.name = track?.name ?? "";
      }
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const playerWithOld = () => {
  const speaker = { id: "default", volume: 1 };
  const player = new AudioPlayer({
    deviceId: () => speaker.id,
    volume: () => speaker.volume,
    onBlocked: () => undefined,
  });
  const old = new Voice("old");
  player.play(old, true);
  return { player, old, speaker };
};

/** Time goes by, while a voice is heard all the time. */
function pass(milliseconds: number, ...sounding: Voice[]): void {
  for (let time = 0; time < milliseconds; time += 20) {
    for (const voice of sounding) voice.sounds();
    vi.advanceTimersByTime(20);
  }
}

it("plays a new track once its sound has come, and not before", () => {
  const { player, old } = playerWithOld();
  const fresh = new Voice("fresh");
  const arrived = vi.fn();
  player.play(fresh, true, arrived);
  pass(1000, old);
  expect(playing()).toEqual(["old"]);
  pass(500, old, fresh);
  expect(playing()).toEqual(["fresh"]);
  expect(arrived).toHaveBeenCalledOnce();
});

it("never takes a voice that sounds away for a track that brings nothing", () => {
  const { player, old } = playerWithOld();
  const arrived = vi.fn();
  player.play(new Voice("silent"), true, arrived);
  pass(60_000, old);
  expect(playing()).toEqual(["old"]);
  expect(arrived).not.toHaveBeenCalled();
});

it("does not wait where the old track has ended", () => {
  const { player, old } = playerWithOld();
  Object.assign(old.track, { readyState: "ended" });
  player.play(new Voice("fresh"), true);
  expect(playing()).toEqual(["fresh"]);
});

it("keeps both while neither brings anything, and plays the one that does again", () => {
  const { player, old } = playerWithOld();
  const fresh = new Voice("fresh");
  player.play(fresh, true);
  pass(30_000);
  pass(1000, old);
  expect(playing()).toEqual(["old"]);
  pass(1000, fresh);
  expect(playing()).toEqual(["fresh"]);
});

it("takes the new track when the old one ends meanwhile, or the browser cannot say", () => {
  const ended = playerWithOld();
  ended.player.play(new Voice("fresh"), true);
  pass(1000);
  Object.assign(ended.old.track, { readyState: "ended" });
  pass(1000);
  expect(playing()).toEqual(["fresh"]);
  const mute = playerWithOld();
  mute.player.play({ track: { name: "unknown" } as unknown as MediaStreamTrack, receiver: undefined }, true);
  pass(10_000);
  expect(playing()).toEqual(["fresh", "unknown"]);
});

it("forgets a track that was on its way when the old one shall go on", () => {
  const { player, old } = playerWithOld();
  player.play(new Voice("given up"), true);
  player.play(old, true);
  pass(10_000);
  expect(playing()).toEqual(["old"]);
  expect(elements.filter(({ srcObject }) => srcObject)).toHaveLength(1);
});

it("plays where the person chose to hear, also what comes later, and tells the device once", () => {
  const { player, speaker } = playerWithOld();
  speaker.id = "headset";
  player.refresh();
  player.play(new Voice("fresh"), false);
  expect(elements.map(({ sinkId }) => sinkId)).toEqual(["headset", "headset"]);
  const told = elements.map((element) => vi.spyOn(element, "setSinkId"));
  player.refresh();
  for (const spy of told) expect(spy).not.toHaveBeenCalled();
});

it("plays as loud as was chosen, and what comes later too; at 0 it is muted", () => {
  const { player, old, speaker } = playerWithOld();
  speaker.volume = 0.4;
  player.refreshVolume();
  expect(elements.map(({ volume, muted }) => [volume, muted])).toEqual([[0.4, false]]);
  const fresh = new Voice("fresh");
  player.play(fresh, true);
  // Waits, and so is not heard beside the old one.
  expect(elements[1]).toMatchObject({ volume: 0.4, muted: true });
  pass(1000, old, fresh);
  expect(elements[1]).toMatchObject({ volume: 0.4, muted: false });
  speaker.volume = 0;
  player.refreshVolume();
  expect(playing()).toEqual([]);
  speaker.volume = 1;
  player.refreshVolume();
  expect(playing()).toEqual(["fresh"]);
});
