// Which layer of a picture is enough for the size that it is shown at.
import type { Source } from "~/signaling/protocol";

/** Lines of the layers of a camera, by how many there are: see encodings. */
const CAMERA_LINES: Record<number, readonly number[]> = {
  1: [240],
  2: [180, 360],
  3: [180, 360, 720],
};
const LINES: readonly number[] = [180, 360, 720];
const ALL_LINES = 4320;
/** A picture may be enlarged this much before a sharper one is asked for. */
const ENLARGED = 1.35;
/** Device pixels that a camera's tile counts for at most while two ways are used at once. */
export const SPARED = 360;
/** Device pixels below which a shared screen cannot be read anyway. */
const THUMBNAIL = 240;

/** How many spatial layers a consumer has, from its scalability mode, like `L3T3` or `S2T1`. */
export function layerCount(scalabilityMode: string | undefined): number {
  return Number(/^[LS](\d)/.exec(scalabilityMode ?? "")?.[1] ?? 1);
}

/** How many lines of a picture are enough; 0 where nobody looks. A screen is sent whole or not at all. */
export function linesFor(source: Source, height: number): number {
  if (height === 0) return 0;
  if (source === "screen") return ALL_LINES;
  return LINES.find((line) => isSharp(line, height)) ?? ALL_LINES;
}

/** Whether so many lines are enough for a picture that is shown that high. */
export const isSharp = (lines: number, height: number): boolean => lines * ENLARGED >= height;

export function layerFor(source: Source, layers: number, height: number): number {
  if (source === "screen") return height < THUMBNAIL ? 0 : layers - 1;
  const lines = CAMERA_LINES[layers] ?? [];
  const enough = lines.findIndex((line) => isSharp(line, height));
  return enough === -1 ? layers - 1 : enough;
}
