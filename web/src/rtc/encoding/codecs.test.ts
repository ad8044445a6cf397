import { expect, it } from "vitest";

import { codecFor } from "./codecs";

const yes = (): boolean => true;

it("sends VP9 where everybody can show it and the processor can bear it", () => {
  expect(
    codecFor(
      [
        ["VP8", "VP9"],
        ["VP9", "VP8", "AV1"],
      ],
      8,
      yes,
    ),
  ).toBe("VP9");
  expect(
    codecFor(
      [
        ["VP8", "VP9"],
        ["VP8", "H264"],
      ],
      8,
      yes,
    ),
  ).toBe("VP8");
  expect(codecFor([["VP8", "VP9"]], 2, yes)).toBe("VP8");
  expect(codecFor([], 4, yes)).toBe("VP9");
});

it("sends VP8 in several sizes where the browser puts no layers into VP9", () => {
  expect(codecFor([["VP8", "VP9"]], 8, () => false)).toBe("VP8");
});
