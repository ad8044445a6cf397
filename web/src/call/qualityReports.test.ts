import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { DeviceLists } from "~/devices/devices";
import type { LocalSource } from "~/devices/localMedia";
import type { StepReached } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import type { ReportQuality } from "~/protocol/generated";
import type { PathState } from "~/rtc/path";
import type { VideoPolicy } from "~/rtc/videoPolicy";

import { QualityReports } from "./qualityReports";

const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };

let sent: ReportQuality[];
let reached: boolean;
let lost: number;
let received: number;
let path: Store<PathState>;
let policy: Store<VideoPolicy>;
let microphone: Store<LocalSource>;
let lists: Store<DeviceLists>;
let used: string;
let steps: Map<"joined" | "frame", StepReached>;
let reports: QualityReports;

const stats = (): RTCStatsReport =>
  new Map(
    [
      { id: "T", type: "transport", selectedCandidatePairId: "P" },
      { id: "P", type: "candidate-pair", localCandidateId: "L" },
      { id: "L", type: "local-candidate", candidateType: "relay", relayProtocol: "tcp", address: "192.0.2.7" },
      { id: "I", type: "inbound-rtp", packetsReceived: received, packetsLost: lost },
    ].map((entry) => [entry.id, { ...entry, timestamp: performance.now() }]),
  );

const kinds = (): [string, number | undefined][] =>
  sent.flatMap(({ moments }) =>
    (moments ?? []).map(({ kind, value }) => [kind, value] as [string, number | undefined]),
  );
const pass = (seconds: number): Promise<unknown> => vi.advanceTimersByTimeAsync(1000 * seconds);

beforeEach(() => {
  vi.useFakeTimers();
  [sent, reached, lost, received, used] = [[], true, 0, 0, "one"];
  path = new Store<PathState>("connected");
  policy = new Store<VideoPolicy>("all");
  microphone = new Store(OFF);
  lists = new Store<DeviceLists>({ camera: [], microphone: [], speaker: [] });
  steps = new Map();
  reports = new QualityReports({
    send: (report) => sent.push(report),
    isReached: () => reached,
    getStats: () => Promise.resolve([stats()]),
    path,
    policy,
    heldBack: () => 0,
    devices: { lists, chosen: new Store({ camera: "", microphone: "", speaker: "" }), behind: () => used },
    sources: { microphone, camera: new Store(OFF) },
    steps: () => steps,
  });
});
afterEach(() => {
  reports.close();
  vi.useRealTimers();
});

it("tells how one came in, each step once, and the way without its address", async () => {
  steps.set("joined", { after: 320.4, at: performance.now() });
  await pass(20);
  steps.set("frame", { after: 900, at: performance.now() });
  await pass(10);
  expect(kinds()).toEqual([
    ["stepJoined", 320],
    ["pathRelayTcp", 4],
    ["stepFrame", 900],
  ]);
  expect(sent[0]?.moments?.[0]?.ago).toBe(2000);
  expect(JSON.stringify(sent)).not.toContain("192.0.2.7");
});

it("says nothing more than figures twice a minute while nothing happens", async () => {
  await pass(600);
  expect(sent.length).toBeGreaterThan(15);
  expect(sent.length).toBeLessThan(22);
  expect(sent.at(-1)).toMatchObject({ moments: [], figures: { way: "relayTcp", lossDown: 0 } });
});

it("tells that loss begins, gets twice as bad, and is over", async () => {
  await pass(20);
  for (const share of [5, 6, 11, 4, 0, 0]) {
    [lost, received] = [lost + share, received + 100 - share];
    await pass(10);
  }
  expect(kinds().filter(([kind]) => kind === "lossDown")).toEqual([
    ["lossDown", 5],
    ["lossDown", 11],
    ["lossDown", 0],
  ]);
});

it("keeps what happened while the server was away, and when that was", async () => {
  await pass(20);
  reached = false;
  path.set("broken");
  await pass(4);
  path.set("connected");
  await pass(36);
  expect(kinds().map(([kind]) => kind)).not.toContain("mediaLost");
  reached = true;
  await pass(10);
  const told = sent.flatMap(({ moments }) => moments ?? []).find(({ kind }) => kind === "mediaLost");
  expect(told?.value).toBe(4000);
  expect(told?.ago).toBe(42_000);
});

it("tells what became of devices, and not which they are", async () => {
  [used] = ["two"];
  lists.set({ camera: [], microphone: [], speaker: [] });
  microphone.set({ ...OFF, problem: "busy" });
  policy.set("screens");
  await pass(10);
  expect(kinds().map(([kind]) => kind)).toEqual([
    "microphoneChanged",
    "cameraChanged",
    "speakerChanged",
    "microphoneFailed",
    "picturesScreens",
  ]);
});

it("keeps the newest of too many", async () => {
  for (let n = 0; n < 50; n++) policy.set(n % 2 ? "all" : "none");
  await pass(10);
  expect(kinds().length).toBeLessThanOrEqual(24);
});
