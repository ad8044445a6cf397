import { expect, it } from "vitest";

import { codecFor } from "./codecs";

it("sends VP9 where everybody can show it and the processor can bear it", () => {
  expect(codecFor([["VP8", "VP9"], ["VP9", "VP8", "AV1"]], 8)).toBe("VP9");
  expect(codecFor([["VP8", "VP9"], ["VP8", "H264"]], 8)).toBe("VP8");
  expect(codecFor([["VP8", "VP9"]], 2)).toBe("VP8");
  expect(codecFor([], 4)).toBe("VP9");
});
