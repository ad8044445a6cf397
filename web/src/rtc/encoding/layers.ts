// Which layer of a picture is enough for the size that it is shown at.
import type { Source } from "~/protocol/generated";

/** Heights of the layers of a camera, by how many there are: see encodings. */
const CAMERA_HEIGHTS: Record<number, readonly number[]> = {
  1: [240],
  2: [180, 360],
  3: [180, 360, 720],
};
const HEIGHTS: readonly number[] = [180, 360, 720];
const FULL_HEIGHT = 4320;
/** A picture may be enlarged this much before a sharper one is asked for. */
export const ENLARGED = 1.35;
/** Device pixels that a camera's tile counts for at most while two ways are used at once. */
export const REDUCED_HEIGHT = 360;
/** Device pixels below which a shared screen cannot be read anyway. */
const THUMBNAIL = 240;

/** How many spatial layers a consumer has, from its scalability mode, like `L3T3` or `S2T1`. */
export function layerCount(scalabilityMode: string | undefined): number {
  return Number(/^[LS](\d)/.exec(scalabilityMode ?? "")?.[1] ?? 1);
}

/**
 * The height of a picture that is enough where it is shown that high; 0 where nobody looks. A screen is sent
 * whole or not at all.
 */
export function heightFor(source: Source, shown: number): number {
  if (shown === 0) return 0;
  if (source === "screen") return FULL_HEIGHT;
  return HEIGHTS.find((height) => isSharp(height, shown)) ?? FULL_HEIGHT;
}

/** Whether a picture of that height is enough where it is shown `shown` high. */
export const isSharp = (height: number, shown: number): boolean => height * ENLARGED >= shown;

export function layerFor(source: Source, layers: number, shown: number): number {
  if (source === "screen") return shown < THUMBNAIL ? 0 : layers - 1;
  const heights = CAMERA_HEIGHTS[layers] ?? [];
  const enough = heights.findIndex((height) => isSharp(height, shown));
  return enough === -1 ? layers - 1 : enough;
}
