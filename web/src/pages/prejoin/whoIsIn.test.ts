import { expect, it } from "vitest";

import { whoIsIn } from "./whoIsIn";

it("says who is in already, by name as far as that is told", () => {
  expect(whoIsIn({ count: 1, names: ["Ada"] })).toBe("Ada is here");
  expect(whoIsIn({ count: 2, names: ["Ada", "Ben"] })).toBe("Ada and Ben are here");
  expect(whoIsIn({ count: 3, names: ["Ada", "Ben", "Cy"] })).toBe("Ada, Ben and Cy are here");
  expect(whoIsIn({ count: 4, names: ["Ada", "Ben", "Cy"] })).toBe("Ada, Ben and 2 others are here");
  expect(whoIsIn({ count: 1, names: [] })).toBe("1 person is here");
  expect(whoIsIn({ count: 12, names: [] })).toBe("12 people are here");
});

it("says nothing of nobody, nor of what is not told", () => {
  expect(whoIsIn({ count: 0, names: [] })).toBe("");
  expect(whoIsIn({ count: null, names: [] })).toBe("");
});
