import { describe, expect, it } from "vitest";

import { heightFor, layerCount, layerFor } from "./layers";

describe("layerCount", () => {
  it.each([
    ["L3T3", 3],
    ["S2T1", 2],
    ["L1T3", 1],
    [undefined, 1],
    ["nonsense", 1],
  ])("%s has %i", (mode, count) => expect(layerCount(mode)).toBe(count));
});

describe("layerFor", () => {
  it.each([
    [90, 0],
    [180, 0],
    [243, 0],
    [250, 1],
    [360, 1],
    [500, 2],
    [2160, 2],
  ])("a camera shown %i pixels high needs layer %i of three", (height, layer) =>
    expect(layerFor("camera", 3, height)).toBe(layer),
  );

  it("never asks for a layer that is not there", () => {
    for (const layers of [1, 2, 3]) {
      for (let height = 1; height < 3000; height += 7) {
        expect(layerFor("camera", layers, height)).toBeLessThan(layers);
        expect(layerFor("camera", layers, height)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it("takes the smooth layer of a screen unless it is a thumbnail", () => {
    expect(layerFor("screen", 2, 720)).toBe(1);
    expect(layerFor("screen", 2, 120)).toBe(0);
  });
});

describe("heightFor", () => {
  it.each([
    [0, 0],
    [90, 180],
    [243, 180],
    [250, 360],
    [900, 720],
    [1000, 4320],
  ])("a camera shown %i pixels high needs %i enough", (height, enough) =>
    expect(heightFor("camera", height)).toBe(enough),
  );

  it("has a screen sent whole, or not at all", () => {
    expect(heightFor("screen", 100)).toBe(4320);
    expect(heightFor("screen", 0)).toBe(0);
  });
});
