import { describe, expect, it } from "vitest";

import { cameraEncodings, lowestLayers, scalableEncoding, screenEncodings } from "./encodings";

describe("cameraEncodings", () => {
  it.each([
    [180, 1],
    [360, 2],
    [720, 3],
    [1080, 3],
  ])("a camera of %i lines is sent in %i sizes", (height, count) =>
    expect(cameraEncodings(height)).toHaveLength(count),
  );

  it("a picture of 180 lines costs the same, whatever camera it is of", () => {
    const [ofSmall] = cameraEncodings(360);
    const [ofLarge] = cameraEncodings(720);
    expect(ofSmall?.maxBitrate).toBe(ofLarge?.maxBitrate);
  });

  it("goes from small and cheap to large", () => {
    for (const height of [360, 720]) {
      const encodings = cameraEncodings(height);
      const scales = encodings.map(({ scaleResolutionDownBy = 1 }) => scaleResolutionDownBy);
      const rates = encodings.map(({ maxBitrate = 0 }) => maxBitrate);
      expect(scales).toEqual([...scales].sort((a, b) => b - a));
      expect(rates).toEqual([...rates].sort((a, b) => a - b));
      expect(scales.at(-1)).toBe(1);
      expect(encodings.map(({ active }) => active)).toEqual(encodings.map((_, index) => index === 0));
    }
  });
});

it("a screen keeps its size in every layer, so that text stays sharp", () => {
  for (const { scaleResolutionDownBy } of screenEncodings()) expect(scaleResolutionDownBy).toBe(1);
});

describe("scalableEncoding", () => {
  it.each([
    [180, "L1T2"],
    [360, "L2T2_KEY"],
    [720, "L3T2_KEY"],
  ])("of a camera of %i lines is %s", (height, scalabilityMode) =>
    expect(scalableEncoding("camera", height)).toMatchObject({ scalabilityMode }),
  );

  it("gets smaller by the layers that nobody watches, and rests when nobody does", () => {
    const full = scalableEncoding("camera", 720);
    expect(lowestLayers(full, 7)).toEqual({ active: true, scaleResolutionDownBy: 1, scalabilityMode: "L3T2_KEY" });
    expect(lowestLayers(full, 1)).toEqual({ active: true, scaleResolutionDownBy: 2, scalabilityMode: "L2T2_KEY" });
    expect(lowestLayers(full, 0)).toEqual({ active: true, scaleResolutionDownBy: 4, scalabilityMode: "L1T2" });
    expect(lowestLayers(full, -1)).toMatchObject({ active: false });
  });

  it("keeps a screen at its size", () => {
    expect(lowestLayers(scalableEncoding("screen", 1080), 0)).toEqual({ active: true, scaleResolutionDownBy: 1 });
  });
});
