import { expect, it } from "vitest";

import { boxOf } from "./pictureBox";

it.each([
  [480, 360, "1.3333", "480px"],
  [360, 480, "0.7500", "360px"],
  [64, 48, "1.3333", "64px"],
  // What is nearly a line has a box that can be seen.
  [480, 1, "4.0000", "480px"],
  [1, 480, "0.2500", "120px"],
])("of %i × %i has the ratio %s, and is no wider than %s", (width, height, ratio, own) => {
  const most = `calc(14rem * ${ratio})`;
  expect(boxOf({ width, height }, "14rem", true)).toEqual({
    aspectRatio: ratio,
    width: `min(100%, ${most}, ${own})`,
  });
  expect(boxOf({ width, height }, "14rem", false).width).toBe(`min(100%, ${most})`);
});
