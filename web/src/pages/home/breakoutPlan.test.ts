import { expect, it } from "vitest";

import { ApiError } from "~/api/errors";

import { leftOver, planOf, problemOf, typedOf, withPerson, withRoom } from "./breakoutPlan";

const PLAN = {
  rooms: [
    { name: "Red", people: ["ada@example.org", "Cy of Paris"] },
    { name: "Blue", people: [] },
  ],
  others: "random" as const,
  seconds: 600,
};

it("is the same after it was shown and not touched", () => {
  expect(planOf(typedOf(PLAN))).toEqual(PLAN);
});

it("begins with two rooms where there are none", () => {
  const typed = typedOf({ rooms: [], others: "stay", seconds: null });
  expect(typed.rooms.map(({ name }) => name)).toEqual(["Room 1", "Room 2"]);
  expect(planOf({ ...typed, rooms: withRoom(typed.rooms).map((room) => ({ ...room, name: " " })) })).toEqual({
    rooms: [1, 2, 3].map((number) => ({ name: `Room ${String(number)}`, people: [] })),
    others: "stay",
    seconds: null,
  });
});

it("reads people as they are pasted", () => {
  const typed = { name: "Red", people: " ada;ben,\n, Cy of Paris ," };
  expect(planOf({ rooms: [typed], others: "stay", minutes: "" }).rooms[0]?.people).toEqual([
    "ada",
    "ben",
    "Cy of Paris",
  ]);
});

it("says who of the invited is in no room, until they are", () => {
  const { rooms } = typedOf(PLAN);
  expect(leftOver(rooms, ["ADA@example.org", "ben"])).toEqual(["ben"]);
  const more = withPerson(rooms, 1, "ben");
  expect(more[1]?.people).toBe("ben");
  expect(leftOver(more, ["ben"])).toEqual([]);
});

it("names whom the server does not take", () => {
  const refused = (fields: Record<string, string>): ApiError => new ApiError("invalid_request", 422, fields);
  expect(problemOf(refused({ "rooms.0.people.1": "No name." }), PLAN)).toMatch(/Cy of Paris.*: No name\./);
  expect(problemOf(refused({ rooms: "Somebody is in two rooms." }), PLAN)).toBe("Somebody is in two rooms.");
  expect(problemOf(refused({}), PLAN)).not.toBe("");
});
