// Where a picture lies in its place, where on it a point is, and what strokes look like.
import { getStroke } from "perfect-freehand";

import { SCALE, type Stroke } from "~/call/drawings";

export interface Size {
  width: number;
  height: number;
}

export interface Box extends Size {
  x: number;
  y: number;
}

/** The width of a picture in the units that shapes are made in: what they look like at any size. */
export const WIDTH = 1000;
/** In these: of a pen's line, of a laser's point, and of a text. */
const LINE = 5;
export const POINT = 8;
export const TEXT_SIZE = 28;
/** Of the light around a line, and around a text. */
export const RIM = { line: 2.5, text: 5 };
const HEAD = { long: 24, wide: 12 };

/** Where a picture is whose sides have that proportion, whole and in the middle of its place. */
export function contentBox({ width, height }: Size, aspect: number): Box {
  const wide = Math.min(width, height * aspect);
  const high = wide / aspect;
  return { x: (width - wide) / 2, y: (height - high) / 2, width: wide, height: high };
}

/** A place on the page in the picture, as strokes have it; at the edge where it is outside. */
export function toPicture(x: number, y: number, box: Box): [number, number] {
  return [inside((x - box.x) / box.width), inside((y - box.y) / box.height)];
}

function inside(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * SCALE);
}

/** Points in the units of shapes. */
export function unitsOf(points: readonly number[], aspect: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    found.push([((points[at] ?? 0) / SCALE) * WIDTH, ((points[at + 1] ?? 0) / SCALE) * (WIDTH / aspect)]);
  }
  return found;
}

/** What is filled to show a stroke, as an SVG path; null for a text, and for what a newer page drew. */
export function pathOf({ tool, points }: Pick<Stroke, "tool" | "points">, aspect: number): string | null {
  const units = unitsOf(points, aspect);
  if (tool === "pen") return penPath(units);
  if (tool === "arrow") return arrowPath(units);
  return null;
}

function penPath(points: readonly [number, number][]): string {
  const outline = getStroke(points as [number, number][], {
    size: LINE,
    thinning: 0.3,
    smoothing: 0.5,
    streamline: 0.4,
    last: true,
  });
  const [first, ...rest] = outline;
  if (!first) return "";
  // Through the middles of its sides, so that there are no corners.
  const curves = rest.map(([x, y], index) => {
    const [nextX, nextY] = rest[index + 1] ?? first;
    return `Q${round(x)} ${round(y)} ${round((x + nextX) / 2)} ${round((y + nextY) / 2)}`;
  });
  return `M${round(first[0])} ${round(first[1])}${curves.join("")}Z`;
}

function arrowPath(points: readonly [number, number][]): string {
  const from = points[0];
  const to = points.at(-1);
  if (!from || !to) return "";
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  if (length === 0) return "";
  const [alongX, alongY] = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
  const head = Math.min(HEAD.long, length);
  /** So far along it, and so far to its left. */
  const at = (along: number, aside: number): string =>
    `${round(from[0] + alongX * along - alongY * aside)} ${round(from[1] + alongY * along + alongX * aside)}`;
  const half = LINE / 2;
  const corners = [
    at(0, half),
    at(length - head, half),
    at(length - head, HEAD.wide),
    at(length, 0),
    at(length - head, -HEAD.wide),
    at(length - head, -half),
    at(0, -half),
  ];
  return `M${corners.join("L")}Z`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
