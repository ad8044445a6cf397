import { expect, it } from "vitest";

import { parseTrackKey, trackKey } from "./trackKey";

it("takes apart what it put together", () => {
  for (const participantId of ["p1", "8f14/e45f", ""]) {
    const key = trackKey(participantId, "screen");
    expect(parseTrackKey(key)).toEqual({ participantId, source: "screen" });
  }
});
