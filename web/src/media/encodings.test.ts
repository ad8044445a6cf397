import { describe, expect, it } from "vitest";

import { cameraEncodings, screenEncodings } from "./encodings";

describe("cameraEncodings", () => {
  it.each([
    [180, 1],
    [360, 2],
    [720, 3],
    [1080, 3],
  ])("a camera of %i lines is sent in %i sizes", (height, count) =>
    expect(cameraEncodings(height)).toHaveLength(count),
  );

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
