import { expect, it } from "vitest";

import { placesOf } from "./hands";

it("has a queue by the server's numbers, whatever they are and whoever came first", () => {
  const people = [
    { id: "a", hand: 9 },
    { id: "b" },
    { id: "c", hand: 4 },
    { id: "d", hand: null },
    { id: "e", hand: 10 },
  ];
  expect([...placesOf(people)]).toEqual([
    ["c", 1],
    ["a", 2],
    ["e", 3],
  ]);
});
