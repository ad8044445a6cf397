import { expect, it } from "vitest";

import { priorityOf } from "./priority";

it("orders pictures: the preferred person, then screens, then who speaks, then all others", () => {
  const first = { preferred: "ada", speaker: "ben" };
  const order = [
    priorityOf({ participantId: "ada", source: "camera" }, first),
    priorityOf({ participantId: "cy", source: "screen" }, first),
    priorityOf({ participantId: "ben", source: "camera" }, first),
    priorityOf({ participantId: "cy", source: "camera" }, first),
  ];
  expect(order).toEqual([...order].sort((a, b) => b - a));
  expect(new Set(order).size).toBe(4);
  for (const priority of order) {
    expect(priority).toBeGreaterThanOrEqual(1);
    expect(priority).toBeLessThanOrEqual(255);
  }
});

it("has nobody first when nobody is wanted and nobody speaks", () => {
  const nobody = { preferred: null, speaker: null };
  expect(priorityOf({ participantId: "ada", source: "camera" }, nobody)).toBe(1);
});
