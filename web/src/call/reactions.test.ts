import { expect, it, vi } from "vitest";

import { Reactions } from "./reactions";

it("hands each sign on that this page knows, for as long as somebody listens", () => {
  const reactions = new Reactions();
  const seen = vi.fn();
  const off = reactions.listen(seen);
  reactions.receive([
    { participantId: "a", sign: "heart" },
    { participantId: "a", sign: "a sign of tomorrow" },
    { participantId: "b", sign: "party" },
  ]);
  expect(seen.mock.calls).toEqual([
    ["a", "heart"],
    ["b", "party"],
  ]);
  off();
  reactions.receive([{ participantId: "a", sign: "heart" }]);
  expect(seen).toHaveBeenCalledTimes(2);
});
