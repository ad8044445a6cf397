import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { judge, PAUSED, SteadyIssue, type QualityIssue, type Watched } from "./quality";

const GOOD: Watched = {
  source: "camera",
  shown: 360,
  height: 360,
  rate: 25,
  frozen: 0,
  loss: 0,
  dropped: 0,
  grewAgo: null,
  heldBack: false,
  sourceScore: 10,
  limited: null,
};

describe("judge", () => {
  it("has nothing to say of a good picture, nor of one as enlarged as its layer was chosen for", () => {
    expect(judge(GOOD)).toBeNull();
    expect(judge({ ...GOOD, height: 180, shown: 240 })).toBeNull();
    expect(judge({ ...GOOD, height: 180, shown: 310 })).toBeNull();
  });

  it("says what blurs a picture that is larger than its frames", () => {
    const enlarged = { ...GOOD, height: 180, shown: 400 };
    expect(judge({ ...enlarged, grewAgo: 3000 })).toEqual({ level: "fair", reason: "small" });
    expect(judge({ ...enlarged, grewAgo: 60_000 })).toEqual({ level: "fair", reason: "camera" });
    expect(judge({ ...enlarged, heldBack: true })).toEqual({ level: "fair", reason: "downlink" });
    expect(judge({ ...enlarged, shown: 900 })).toEqual({ level: "poor", reason: "camera" });
  });

  it("believes the source before anything that is seen here", () => {
    const bad = { ...GOOD, rate: 1, loss: 0.3, dropped: 0.9, heldBack: true, grewAgo: 0 };
    expect(judge({ ...bad, limited: "processor" })?.reason).toBe("processor");
    expect(judge({ ...bad, limited: "network" })?.reason).toBe("uplink");
    expect(judge({ ...bad, sourceScore: 3 })?.reason).toBe("uplink");
    expect(judge({ ...bad, sourceScore: null })?.reason).toBe("downlink");
    expect(judge({ ...GOOD, rate: 5 })?.reason).toBe("camera");
    expect(judge({ ...GOOD, rate: 5, frozen: 0.3 })?.reason).toBe("downlink");
    expect(judge({ ...bad, loss: 0 })?.reason).toBe("ownProcessor");
  });

  it.each([
    [{ rate: 5 }, "fair"],
    [{ rate: 1 }, "poor"],
    [{ frozen: 0.2 }, "fair"],
    [{ frozen: 0.8 }, "poor"],
    [{ loss: 0.08 }, "fair"],
    [{ loss: 0.2 }, "poor"],
  ] as const)("is told by %o: %s", (worse, level) => {
    expect(judge({ ...GOOD, ...worse })?.level).toBe(level);
  });

  it("does not mind a shared screen that stands still", () => {
    const screen: Watched = { ...GOOD, source: "screen", height: 200, shown: 900, rate: 0, frozen: 1 };
    expect(judge(screen)).toBeNull();
    expect(judge({ ...screen, loss: 0.3 })).toEqual({ level: "poor", reason: "downlink" });
  });

  it("does not mind what limits the source while the picture is good", () => {
    expect(judge({ ...GOOD, limited: "network", sourceScore: 1, heldBack: true })).toBeNull();
  });
});

describe("SteadyIssue", () => {
  const FAIR: QualityIssue = { level: "fair", reason: "downlink" };
  const POOR: QualityIssue = { level: "poor", reason: "downlink" };
  const after = (...readings: (QualityIssue | null)[]): (QualityIssue | null)[] => {
    const steady = new SteadyIssue();
    return readings.map((issue) => steady.observe(issue));
  };

  it("takes two bad readings to appear, and three good ones to go", () => {
    expect(after(FAIR, null, FAIR, FAIR)).toEqual([null, null, null, FAIR]);
    expect(after(FAIR, FAIR, null, null, FAIR, null, null, null)).toEqual([
      null,
      FAIR,
      FAIR,
      FAIR,
      FAIR,
      FAIR,
      FAIR,
      null,
    ]);
  });

  it("counts what is worse in any way", () => {
    expect(after(FAIR, POOR)).toEqual([null, POOR]);
    expect(after(POOR, POOR, FAIR, null, FAIR)).toEqual([null, POOR, POOR, POOR, FAIR]);
  });

  it("shows a pause, and its end, at once", () => {
    expect(after(PAUSED, null)).toEqual([PAUSED, null]);
  });

  it("keeps the same object, so that nothing is drawn again", () => {
    const steady = new SteadyIssue();
    steady.observe(FAIR);
    const shown = steady.observe(FAIR);
    expect(steady.observe({ ...FAIR })).toBe(shown);
  });

  it("never changes twice within two readings, but for a pause", () => {
    const issues = fc.constantFrom<QualityIssue | null>(null, FAIR, POOR, { level: "fair", reason: "uplink" });
    fc.assert(
      fc.property(fc.array(issues), (readings) => {
        const shown = [null, ...after(...readings)];
        const changes = shown.map((issue, index) => index > 0 && issue !== shown[index - 1]);
        return changes.every((changed, index) => !changed || changes[index - 1] !== true);
      }),
    );
  });

  it("always ends at what holds", () => {
    const issues = fc.constantFrom<QualityIssue | null>(null, FAIR, POOR, PAUSED);
    fc.assert(
      fc.property(fc.array(issues), issues, (readings, last) => {
        expect(after(...readings, last, last, last).at(-1)).toEqual(last);
      }),
    );
  });
});
