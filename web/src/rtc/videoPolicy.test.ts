import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";

import { carries, DownlinkPolicy, type DownlinkSample, type VideoPolicy } from "./videoPolicy";

const FINE: DownlinkSample = { voiceGaps: 0, loss: 0, still: 0, withheld: 0 };
const STARVED: DownlinkSample = { voiceGaps: 0.3, loss: 0.2, still: 0.5, withheld: 0 };
const STEP = 2000;

let starvation: DownlinkPolicy;
let now: number;

beforeEach(() => {
  starvation = new DownlinkPolicy();
  now = 1_000_000;
});

/** What is received after some seconds of it. */
function after(line: DownlinkSample, seconds: number, screens = false): VideoPolicy {
  for (let passed = 0; passed < seconds * 1000; passed += STEP) {
    now += STEP;
    starvation.observe(line, now, screens);
  }
  return starvation.policy;
}

describe("giving up", () => {
  it("takes some seconds, not a moment", () => {
    expect(after(STARVED, 4)).toBe("all");
    expect(after(FINE, 2)).toBe("all");
    expect(after(STARVED, 4)).toBe("all");
    expect(after(STARVED, 2)).toBe("none");
  });

  it.each([
    ["voices with gaps, and nothing lost", { ...FINE, voiceGaps: 0.5 }],
    ["much lost, and nothing to be noticed", { ...FINE, loss: 0.3 }],
    ["pictures that stand for another reason", { ...FINE, still: 1 }],
    ["one of four pictures withheld", { ...FINE, still: 0.25, withheld: 0.25 }],
    ["no pictures at all", { ...FINE, still: null }],
  ])("is not for %s", (_name, line) => {
    expect(after(line, 60)).toBe("all");
  });

  it.each([
    ["voices with gaps", STARVED],
    ["pictures that stand while packets are lost", { ...FINE, still: 1, loss: 0.1 }],
    ["pictures that the SFU has no bandwidth for", { ...FINE, still: 1, withheld: 1 }],
  ])("is for %s", (_name, line) => {
    expect(after(line, 8)).toBe("none");
  });

  it("lets the screen go last", () => {
    expect(after(STARVED, 6, true)).toBe("screens");
    expect(after(FINE, 4, true)).toBe("screens");
    expect(after(STARVED, 6, true)).toBe("none");
  });
});

describe("coming back", () => {
  it("is tried by itself, the screen first", () => {
    after(STARVED, 20, true);
    expect(after(FINE, 8, true)).toBe("none");
    expect(after(FINE, 2, true)).toBe("screens");
    expect(after(FINE, 10, true)).toBe("all");
  });

  it("waits twice as long after each trial that fails, and not for ever", () => {
    const waits: number[] = [];
    after(STARVED, 6);
    for (let trial = 0; trial < 6; trial++) {
      let waited = 0;
      while (starvation.policy === "none") {
        after(FINE, 2);
        waited += 2;
      }
      waits.push(waited);
      after(STARVED, 6);
    }
    expect(waits).toEqual([10, 20, 40, 80, 120, 120]);
  });

  it("forgets failed trials once pictures have held", () => {
    after(STARVED, 6);
    after(FINE, 10);
    after(STARVED, 6);
    after(FINE, 20);
    expect(starvation.policy).toBe("all");
    after(FINE, 14);
    after(STARVED, 6);
    expect(after(FINE, 10)).toBe("all");
  });

  it("is not tried while voices still have gaps", () => {
    after(STARVED, 6);
    expect(after(STARVED, 300)).toBe("none");
  });

  it("is tried at once when the person asks, and ends again as quickly", () => {
    after(STARVED, 6);
    expect(starvation.retry(now)).toBe("all");
    expect(after(STARVED, 4)).toBe("all");
    expect(after(STARVED, 2)).toBe("none");
  });

  it("is at once on another way", () => {
    after(STARVED, 6);
    expect(starvation.reset()).toBe("all");
  });

  it("comes about sooner or later, whatever was before", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean())), (readings) => {
        starvation = new DownlinkPolicy();
        for (const [starved, screens] of readings) after(starved ? STARVED : FINE, 2, screens);
        expect(after(FINE, 260)).toBe("all");
      }),
    );
  });
});

it("a screen is carried longer than a camera", () => {
  const carried = (["all", "screens", "none"] as const).map((pictures) => [
    carries(pictures, "camera"),
    carries(pictures, "screen"),
  ]);
  expect(carried).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ]);
});
