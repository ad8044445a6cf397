// What there was to do, step by step, as plots and the table show it.
import type { SamplesAnswer, ServiceSample } from "~/api/admin";

import type { Values } from "./plot";

/** Rows of the table at most. */
const ROWS = 24;

/** One place a step, null where nothing is known. */
export function steps({ begins, ends, step, items }: SamplesAnswer): (ServiceSample | null)[] {
  const from = Date.parse(begins);
  const found = new Array<ServiceSample | null>(Math.round((Date.parse(ends) - from) / 1000 / step)).fill(null);
  for (const one of items) found[Math.floor((Date.parse(one.at) - from) / 1000 / step)] = one;
  return found;
}

export function values(of: readonly (ServiceSample | null)[], value: (one: ServiceSample) => number | null): Values {
  return of.map((one) => one && value(one));
}

/** Of a hundred packets; null where nobody's page said so. */
export const lost = (one: ServiceSample, way: "lossDown" | "lossUp"): number | null =>
  one.measured === 0 ? null : one[way] / 10;

export interface Row {
  at: Date;
  /** Null: nothing is known of it. */
  its: {
    people: number;
    rooms: number;
    streams: number;
    sends: number;
    serverCpu: number;
    busiestCpu: number;
    lossDown: number | null;
    lossUp: number | null;
  } | null;
}

/** The same in few rows: what is counted at its highest, what is a share as it was on the whole. */
export function rows(answer: SamplesAnswer): Row[] {
  const every = steps(answer);
  const size = Math.ceil(every.length / ROWS);
  const from = Date.parse(answer.begins);
  const found: Row[] = [];
  for (let index = 0; index < every.length; index += size) {
    const known = every.slice(index, index + size).filter((one) => one !== null);
    const most = (value: (one: ServiceSample) => number): number => Math.max(...known.map(value));
    const on = (value: (one: ServiceSample) => number | null): number | null => mean(known.map(value));
    found.push({
      at: new Date(from + index * answer.step * 1000),
      its:
        known.length === 0
          ? null
          : {
              people: most((one) => one.people),
              rooms: most((one) => one.rooms),
              streams: most((one) => one.streams),
              sends: most((one) => one.sends),
              serverCpu: Math.round(on((one) => one.serverCpu) ?? 0),
              busiestCpu: Math.round(on((one) => one.busiestCpu) ?? 0),
              lossDown: on((one) => lost(one, "lossDown")),
              lossUp: on((one) => lost(one, "lossUp")),
            },
    });
  }
  return found;
}

function mean(of: readonly (number | null)[]): number | null {
  const known = of.filter((one) => one !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}

interface Extremes {
  last: number;
  most: number;
  /** Where the highest is. */
  at: number;
}

/** Null where nothing is known. */
export function extremes(of: Values): Extremes | null {
  const known = of.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const last = known.at(-1);
  if (!last) return null;
  const most = known.reduce((best, one) => (one.value > best.value ? one : best));
  return { last: last.value, most: most.value, at: most.index };
}
