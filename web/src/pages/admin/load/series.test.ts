import { expect, it } from "vitest";

import type { SamplesAnswer, ServiceSample } from "~/api/admin";

import { extremes, lost, rows, steps, values } from "./series";

const sample = (at: string, people: number, cpu: number, measured = 0): ServiceSample => ({
  at: `2026-03-23T${at}:00Z`,
  people,
  rooms: 1,
  streams: 2,
  sends: 300,
  serverCpu: cpu,
  workersCpu: cpu,
  busiestCpu: cpu,
  measured,
  lossDown: measured && 15,
  lossUp: 0,
});
const DAY: SamplesAnswer = {
  begins: "2026-03-23T00:00:00Z",
  ends: "2026-03-24T00:00:00Z",
  step: 300,
  servers: ["ada"],
  items: [sample("00:00", 3, 10), sample("00:55", 5, 21, 2), sample("23:55", 1, 0)],
};

it("has a place for each step, and null where nothing ran", () => {
  const every = steps(DAY);
  expect(every).toHaveLength(288);
  const people = values(every, (one) => one.people);
  expect(people.flatMap((value, index) => (value === null ? [] : [[index, value]]))).toEqual([
    [0, 3],
    [11, 5],
    [287, 1],
  ]);
  expect(extremes(people)).toEqual({ last: 1, most: 5, at: 11 });
  expect(extremes([null])).toBeNull();
  // That nothing was lost is another thing than that nobody said so.
  expect(every.flatMap((one) => (one ? [lost(one, "lossDown")] : []))).toEqual([null, 1.5, null]);
});

it("is told in a row an hour, at its highest and on the whole", () => {
  const told = rows(DAY);
  expect(told).toHaveLength(24);
  expect(told[0]?.its).toMatchObject({ people: 5, serverCpu: 16, lossDown: 1.5, lossUp: 0 });
  expect(told[1]).toEqual({ at: new Date("2026-03-23T01:00:00Z"), its: null });
  expect(told[23]?.its).toMatchObject({ people: 1, lossDown: null });
});
