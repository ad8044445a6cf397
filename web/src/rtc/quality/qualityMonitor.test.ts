import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Store } from "~/lib/store";
import type { Forwarding, MediaPath, RemoteTrack } from "~/rtc/path";
import type { VideoPolicy } from "~/rtc/videoPolicy";
import type { Participant } from "~/protocol/generated";
import { participant } from "~test/fakeParticipant";

import { QualityMonitor, type WatchedTile } from "./qualityMonitor";

const ADA = "ada";
const BEN = "ben";

/** What one track gets in two seconds. */
interface Rate {
  kind: "audio" | "video";
  frames?: number;
  height?: number;
  lost?: number;
  concealed?: number;
}

let participants: Store<readonly Participant[]>;
let tiles: Store<readonly WatchedTile[]>;
let heights: Record<string, number>;
let rates: Record<string, Rate>;
let totals: Record<
  string,
  { bytes: number; frames: number; lost: number; packets: number; samples: number; concealed: number }
>;
let forwarding: Forwarding | null;
let limitation: string;
let policies: VideoPolicy[];
let lastSent: (string | null)[];
let paths: MediaPath[];
let quality: QualityMonitor;
let reads: number;

const tile = (participantId: string, local: boolean): WatchedTile => ({
  id: `${participantId}/camera`,
  source: "camera",
  local,
  hasVideo: true,
});

const remote = (source: "microphone" | "camera"): RemoteTrack => ({
  participantId: ADA,
  source,
  track: { id: source } as MediaStreamTrack,
  receiver: undefined,
});

function report(): RTCStatsReport {
  reads++;
  const entries = new Map<string, object>();
  for (const [track, { kind, frames = 0, height = 0, lost = 0, concealed = 0 }] of Object.entries(rates)) {
    const total = (totals[track] ??= { bytes: 0, frames: 0, lost: 0, packets: 0, samples: 0, concealed: 0 });
    total.bytes += 1000 * frames;
    total.packets += 100 - lost;
    total.lost += lost;
    total.frames += frames;
    total.samples += 96_000;
    total.concealed += concealed;
    entries.set(track, {
      id: track,
      type: "inbound-rtp",
      kind,
      trackIdentifier: track,
      timestamp: performance.now(),
      bytesReceived: total.bytes,
      packetsReceived: total.packets,
      packetsLost: total.lost,
      framesDecoded: total.frames,
      frameHeight: height,
      totalSamplesReceived: total.samples,
      concealedSamples: total.concealed,
    });
  }
  entries.set("own", { id: "own", type: "outbound-rtp", kind: "video", qualityLimitationReason: limitation });
  return entries;
}

const makePath = (): MediaPath =>
  ({ getStats: () => Promise.resolve([report()]), forwarding: () => forwarding }) as unknown as MediaPath;

const seconds = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(1000 * count);
const mark = (of = ADA): string | null => {
  const shown = quality.issue(`${of}/camera`).get();
  return shown && `${shown.level} ${shown.reason}`;
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
  participants = new Store<readonly Participant[]>([participant(ADA)]);
  tiles = new Store<readonly WatchedTile[]>([]);
  heights = { ada: 360 };
  rates = { camera: { kind: "video", frames: 50, height: 360 }, microphone: { kind: "audio" } };
  totals = {};
  forwarding = null;
  limitation = "none";
  policies = [];
  lastSent = [];
  reads = 0;
  paths = [makePath()];
  quality = new QualityMonitor({
    paths: () => paths,
    tracks: () => [remote("microphone"), remote("camera")],
    participants,
    tiles,
    height: (id) => heights[id] ?? 0,
    setVideoPolicy: (policy) => policies.push(policy),
    onLimited: (limited) => lastSent.push(limited),
  });
  tiles.set([tile(ADA, false), tile(BEN, true)]);
});
afterEach(() => {
  quality.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("reading", () => {
  it("is of all the paths that carry the call", async () => {
    const silent = { getStats: () => Promise.resolve([]) } as unknown as MediaPath;
    paths = [makePath(), silent];
    rates["camera"] = { kind: "video", frames: 50, height: 90 };
    forwarding = { asked: 1, sent: 0, sourceScore: 10 };
    await seconds(10);
    expect(mark()).toBe("poor downlink");
  });

  it("is only while there are pictures, and somebody else", async () => {
    await seconds(4);
    expect(reads).toBe(2);
    tiles.set([tile(BEN, true)]);
    await seconds(10);
    expect(reads).toBe(2);
    tiles.set([
      { ...tile(ADA, false), hasVideo: false },
      { ...tile(BEN, true), hasVideo: false },
    ]);
    await seconds(10);
    expect(reads).toBe(2);
    tiles.set([tile(ADA, false), { ...tile(BEN, true), hasVideo: false }]);
    await seconds(2);
    expect(reads).toBe(3);
  });
});

describe("marks", () => {
  it("stay away from a good picture", async () => {
    await seconds(20);
    expect(mark()).toBeNull();
    expect(mark(BEN)).toBeNull();
  });

  it("come with what the other browser says of itself, and go", async () => {
    rates["camera"] = { kind: "video", frames: 4, height: 360 };
    participants.set([{ ...participant(ADA), limited: "processor" }]);
    await seconds(8);
    expect(mark()).toBe("poor processor");
    rates["camera"] = { kind: "video", frames: 50, height: 360 };
    await seconds(8);
    expect(mark()).toBeNull();
  });

  it("tell a picture that just grew from one that is small, and from one held back", async () => {
    rates["camera"] = { kind: "video", frames: 50, height: 180 };
    heights["ada"] = 180;
    await seconds(8);
    expect(mark()).toBeNull();
    heights["ada"] = 900;
    await seconds(6);
    expect(mark()).toBe("poor small");
    await seconds(14);
    expect(mark()).toBe("poor camera");
    forwarding = { asked: 2, sent: 0, sourceScore: 10 };
    await seconds(6);
    expect(mark()).toBe("poor downlink");
  });

  it("are not for what nobody looks at", async () => {
    rates["camera"] = { kind: "video", frames: 0, height: 0 };
    heights["ada"] = 0;
    await seconds(20);
    expect(mark()).toBeNull();
  });

  it("change for those who watch only when they change", async () => {
    const watched = vi.fn();
    quality.issue("ada/camera").subscribe(watched);
    await seconds(10);
    expect(watched).not.toHaveBeenCalled();
    rates["camera"] = { kind: "video", frames: 4, height: 360 };
    await seconds(30);
    expect(watched).toHaveBeenCalledTimes(1);
  });
});

describe("what limits this browser", () => {
  it("is told to the others once it holds, and not again before some time", async () => {
    limitation = "bandwidth";
    await seconds(6);
    expect(lastSent).toEqual([]);
    await seconds(6);
    expect(lastSent).toEqual(["network"]);
    expect(mark(BEN)).toBe("fair uplink");
    limitation = "none";
    await seconds(20);
    expect(lastSent).toEqual(["network", null]);
    expect(mark(BEN)).toBeNull();
  });

  it("is told again to those who know this person by another id", async () => {
    limitation = "cpu";
    await seconds(12);
    tiles.set([tile(ADA, false), tile("benAgain", true)]);
    await seconds(12);
    expect(lastSent).toEqual(["processor", "processor"]);
  });

  it("is said once more when the server may have missed it, of the same person only", async () => {
    quality.repeat();
    expect(lastSent).toEqual([]);
    limitation = "cpu";
    await seconds(12);
    quality.repeat();
    expect(lastSent).toEqual(["processor", "processor"]);
    tiles.set([tile(ADA, false), tile("benAgain", true)]);
    quality.repeat();
    expect(lastSent).toHaveLength(2);
  });
});

describe("starving", () => {
  const starve = (): void => {
    rates["camera"] = { kind: "video", frames: 2, height: 360, lost: 30 };
    rates["microphone"] = { kind: "audio", lost: 30, concealed: 30_000 };
  };

  it("gives pictures up, says so on the tile, and takes them back", async () => {
    starve();
    await seconds(10);
    expect(policies).toEqual(["none"]);
    expect(quality.policy.get()).toBe("none");
    await seconds(2);
    expect(mark()).toBe("poor paused");
    rates = { camera: { kind: "video" }, microphone: { kind: "audio" } };
    await seconds(14);
    expect(policies).toEqual(["none", "all"]);
    rates["camera"] = { kind: "video", frames: 50, height: 360 };
    await seconds(20);
    expect(policies).toEqual(["none", "all"]);
    expect(mark()).toBeNull();
  });

  it("is not what a weak source sends", async () => {
    starve();
    participants.set([{ ...participant(ADA), limited: "network" }]);
    await seconds(30);
    expect(policies).toEqual([]);
    expect(mark()).toBe("poor uplink");
  });

  it("is what the SFU says that it has no bandwidth for", async () => {
    rates["camera"] = { kind: "video" };
    forwarding = { asked: 1, sent: null, sourceScore: 10 };
    await seconds(10);
    expect(policies).toEqual(["none"]);
  });

  it("is not what stopped at its source, though no layer of it is sent either", async () => {
    rates["camera"] = { kind: "video" };
    forwarding = { asked: 1, sent: null, sourceScore: 0 };
    await seconds(30);
    expect(policies).toEqual([]);
  });

  it("ends when the person tries again, or the way is another", async () => {
    starve();
    await seconds(10);
    quality.retry();
    expect(policies).toEqual(["none", "all"]);
    await seconds(10);
    expect(policies).toEqual(["none", "all", "none"]);
    paths = [makePath()];
    await seconds(2);
    expect(policies.at(-1)).toBe("all");
  });

  it("goes on while another way is built beside it", async () => {
    starve();
    await seconds(10);
    paths = [makePath(), ...paths];
    await seconds(2);
    expect(policies).toEqual(["none"]);
  });
});
