// Where the lines and the marks of a plot are, as pure functions.

/** What is known of each step, the oldest first; null where nothing is. */
export type Values = readonly (number | null)[];

/** The next of 1, 2, 5, 10, 20, … that is not below a value: the upper end of an axis. */
export function axisTop(value: number, least = 1): number {
  const wanted = Math.max(value, least);
  const power = 10 ** Math.floor(Math.log10(wanted));
  const factor = [1, 2, 5, 10].find((one) => one * power >= wanted * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** A line through what is known, in as many pieces as there are; of one step alone a dot. */
export function linePath(values: Values, width: number, height: number, top: number): string {
  const x = (index: number): number => round(((index + 0.5) * width) / values.length);
  const y = (value: number): number => round(height - (Math.min(value, top) * height) / top);
  let path = "";
  values.forEach((value, index) => {
    if (value === null) return;
    const begins = (values[index - 1] ?? null) === null;
    path += `${begins ? "M" : "L"}${x(index)} ${y(value)}`;
    if (begins && (values[index + 1] ?? null) === null) path += "h0.01";
  });
  return path;
}

/** Stretches in which nothing is known, as pixels. What is under way at the end is none yet. */
export function gaps(values: Values, width: number): { x: number; width: number }[] {
  const found: { x: number; width: number }[] = [];
  const known = values.findLastIndex((value) => value !== null);
  const ends = known >= 0 && values.length - 1 - known <= UNDER_WAY ? known + 1 : values.length;
  const step = width / values.length;
  for (let from = 0; from < ends; from += 1) {
    if (values[from] !== null) continue;
    let to = from;
    while (to < ends && values[to] === null) to += 1;
    found.push({ x: round(from * step), width: round((to - from) * step) });
    from = to;
  }
  return found;
}

/** Steps at the end of which the sample may still come. */
const UNDER_WAY = 2;

/** Moments to mark between two, on the clock and the calendar of this browser. */
export function timeMarks(begins: Date, ends: Date): Date[] {
  const hours = (ends.getTime() - begins.getTime()) / 3_600_000;
  const [day, minutes] = hours > 48 ? [1, 0] : hours > 6 ? [0, 6 * 60] : [0, 15];
  const marks: Date[] = [];
  for (let count = 0; ; count += 1) {
    const at = new Date(begins.getFullYear(), begins.getMonth(), begins.getDate() + day * count, 0, minutes * count);
    if (at >= ends) return marks;
    if (at >= begins) marks.push(at);
  }
}

/** Those of some places, from the left, of which the text has room: every so manieth, at least so far apart. */
export function spaced(places: readonly number[], apart: number): number[] {
  const steps = places.slice(1).map((place, index) => place - (places[index] ?? place));
  const every = Math.max(1, Math.ceil(apart / Math.min(...steps, apart)));
  return places.filter((_, index) => index % every === 0);
}

const round = (pixels: number): number => Math.round(pixels * 10) / 10;
