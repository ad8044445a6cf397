import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { Store } from "~/lib/store";
import { IDENTITY } from "~/rtc/frameTransform";
import type { MediaPath, PathListener, PathState } from "~/rtc/path";
import type { Mode } from "~/protocol/generated";

import { PathFactory } from "./pathFactory";

vi.mock("~/rtc/p2p/p2pPath", () => ({}));
vi.mock("~/rtc/sfu/sfuPath", () => ({
  SfuPath: class {
    readonly routerId: string;
    readonly state = new Store<PathState>("connecting");
    isReachable = false;
    isLost = false;
    isClosed = false;
    readonly setProducers = vi.fn();
    readonly ready: unknown;
    constructor({ routerId, ready }: { routerId: string; ready: unknown }) {
      this.routerId = routerId;
      this.ready = ready;
    }
  },
}));
const known = vi.hoisted(() => ({ is: true }));
vi.mock("~/rtc/sfu/device", () => ({ isKnown: () => known.is }));

interface FakeSfuPath extends MediaPath {
  state: Store<PathState>;
  ready: unknown;
  isReachable: boolean;
  isLost: boolean;
  isClosed: boolean;
}

const LONG = 60_000;
const listener: PathListener = { onTrack: () => undefined, onTrackGone: () => undefined, onFailed: () => undefined };
const mode: Mode = {
  mode: "sfu",
  epoch: 1,
  reason: "joined",
  routerId: "r1",
  routerRtpCapabilities: {},
  producers: [],
  settled: true,
};

function ways() {
  const told: boolean[] = [];
  const paths = new PathFactory({
    requests: { request: () => Promise.reject(new Error("nothing is asked")) },
    transform: IDENTITY,
    ends: () => null,
    iceServers: () => [],
    codec: () => "VP8",
    onReachability: (works) => told.push(works),
  });
  const sfu = () => paths.build(mode, listener) as unknown as FakeSfuPath;
  const prove = (path: FakeSfuPath): void => {
    path.isReachable = true;
    path.state.set("connected");
  };
  return { paths, told, sfu, prove };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("takes a path again to the same router, but never one that is lost", () => {
  const { paths, sfu } = ways();
  const path = sfu();
  expect(paths.reuse(path, mode)).toBe(true);
  expect(paths.reuse(path, { ...mode, routerId: "r2" })).toBe(false);
  path.isLost = true;
  expect(paths.reuse(path, mode)).toBe(false);
});

it("says once whether there is a way, and again when it changes", () => {
  const { told, sfu, prove } = ways();
  const path = sfu();
  vi.advanceTimersByTime(LONG);
  expect(told).toEqual([false]);
  prove(path);
  path.state.set("broken");
  path.state.set("connected");
  expect(told).toEqual([false, true]);
});

it("says it once more to a server that may have missed it", () => {
  const { paths, told, sfu, prove } = ways();
  paths.repeat();
  expect(told).toEqual([]);
  prove(sfu());
  paths.repeat();
  expect(told).toEqual([true, true]);
});

it("says it anew to a server that knows nothing", () => {
  const { paths, told, sfu, prove } = ways();
  prove(sfu());
  paths.reset();
  paths.repeat();
  expect(told).toEqual([true]);
  prove(sfu());
  expect(told).toEqual([true, true]);
});

it("says nothing of a path that was closed before it was known", () => {
  const { told, sfu } = ways();
  sfu().isClosed = true;
  vi.advanceTimersByTime(LONG);
  expect(told).toEqual([]);
});

it("takes what came with the join once, and not what was made for another router's capabilities", () => {
  const { paths, sfu } = ways();
  const transports = { routerId: "r1", send: {}, recv: {}, consumed: { consumers: [], failed: [] } };
  paths.use(transports as never);
  expect([sfu().ready, sfu().ready]).toEqual([transports, null]);
  known.is = false;
  paths.use(transports as never);
  expect(sfu().ready).toBeNull();
  const bare = { ...transports, consumed: null };
  paths.use(bare as never);
  expect(sfu().ready).toBe(bare);
});
