import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Statistics, type Reading } from "./statistics";

class Page extends EventTarget {
  hidden = false;
  look(looked: boolean): void {
    this.hidden = !looked;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let page: Page;
let read: number;
let report: Map<string, object>;
let readings: Reading[];
let statistics: Statistics;

const inbound = (at: number, counted: object): object => ({
  id: "I1",
  type: "inbound-rtp",
  trackIdentifier: "track",
  timestamp: at,
  ...counted,
});

beforeEach(() => {
  vi.useFakeTimers();
  page = new Page();
  vi.stubGlobal("document", page);
  read = 0;
  report = new Map();
  readings = [];
  statistics = new Statistics(
    () => {
      read++;
      return Promise.resolve([report as unknown as RTCStatsReport]);
    },
    (reading) => readings.push(reading),
  );
});
afterEach(() => {
  statistics.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the loop", () => {
  it("reads nothing while nobody needs it, or looks", async () => {
    await vi.advanceTimersByTimeAsync(20_000);
    expect(read).toBe(0);
    statistics.need(true);
    await vi.advanceTimersByTimeAsync(6000);
    expect(read).toBe(3);
    page.look(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(read).toBe(3);
    page.look(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(read).toBe(4);
    statistics.need(false);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(read).toBe(4);
  });

  it("is one, however often it is needed", async () => {
    for (let time = 0; time < 5; time++) statistics.need(true);
    page.look(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(read).toBe(1);
  });

  it("ends with the call, and tells nothing after that", async () => {
    statistics.need(true);
    await vi.advanceTimersByTimeAsync(1999);
    statistics.close();
    page.look(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(readings).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("goes on after a connection that was just closed", async () => {
    let broken = true;
    const told: Reading[] = [];
    const other = new Statistics(
      () => (broken ? Promise.reject(new Error("closed")) : Promise.resolve([])),
      (reading) => told.push(reading),
    );
    other.need(true);
    await vi.advanceTimersByTimeAsync(2000);
    broken = false;
    await vi.advanceTimersByTimeAsync(2000);
    expect(told).toHaveLength(2);
    other.close();
  });

  it("waits for a slow answer and asks only then again", async () => {
    let asked = 0;
    let answer: (reports: RTCStatsReport[]) => void = () => undefined;
    const slow = new Statistics(
      () => {
        asked++;
        return new Promise((resolve) => (answer = resolve));
      },
      (reading) => readings.push(reading),
    );
    slow.need(true);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toBe(1);
    answer([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked).toBe(2);
    slow.need(false);
    answer([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(readings).toHaveLength(1);
    slow.close();
  });
});

describe("a reading", () => {
  async function next(...entries: object[]): Promise<Reading | undefined> {
    report = new Map(entries.map((entry, index) => [String(index), entry]));
    statistics.need(true);
    await vi.advanceTimersByTimeAsync(2000);
    return readings.at(-1);
  }

  it("is of what came since the one before", async () => {
    const first = { bytesReceived: 1000, packetsReceived: 10, packetsLost: 2, framesDecoded: 7, frameHeight: 180 };
    expect((await next(inbound(1000, first)))?.inbound.size).toBe(0);
    const second = {
      bytesReceived: 5000,
      packetsReceived: 50,
      packetsLost: 1,
      framesDecoded: 47,
      framesDropped: 4,
      frameHeight: 360,
      totalFreezesDuration: 0.5,
      totalSamplesReceived: 96_000,
      concealedSamples: 9600,
      silentConcealedSamples: 4800,
    };
    expect((await next(inbound(3000, second)))?.inbound.get("track")).toEqual({
      seconds: 2,
      bytes: 4000,
      packets: 40,
      lost: 0,
      frames: 40,
      dropped: 4,
      frozen: 0.5,
      height: 360,
      samples: 96_000,
      concealed: 4800,
    });
  });

  it("knows a picture that stands still before the browser counts it", async () => {
    const counted = { framesDecoded: 7, totalFreezesDuration: 0 };
    await next(inbound(1000, counted));
    expect((await next(inbound(3000, counted)))?.inbound.get("track")?.frozen).toBe(2);
  });

  it("does not count what came while nobody read", async () => {
    await next(inbound(1000, { bytesReceived: 0 }));
    page.look(false);
    page.look(true);
    expect((await next(inbound(60_000, { bytesReceived: 1e6 })))?.inbound.size).toBe(0);
  });

  it("names what limits the pictures that are sent", async () => {
    const sent = (qualityLimitationReason: string, more: object = {}): object => ({
      type: "outbound-rtp",
      kind: "video",
      qualityLimitationReason,
      ...more,
    });
    expect((await next(sent("none")))?.limited).toBeNull();
    expect((await next(sent("none"), sent("bandwidth")))?.limited).toBe("network");
    expect((await next(sent("bandwidth"), sent("cpu")))?.limited).toBe("processor");
    expect((await next(sent("cpu", { active: false }), sent("other")))?.limited).toBeNull();
    expect((await next(sent("cpu", { kind: "audio" })))?.limited).toBeNull();
  });
});
