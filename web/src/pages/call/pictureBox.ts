// The place of a picture: known before it has come, so that nothing moves when it does.
import type { Size } from "~/lib/redrawn";

/** One that is much longer or taller lies in a box of this ratio. */
const FLATTEST = 4;

export interface Box {
  aspectRatio: string;
  width: string;
}

/** As large as there is room for, and of that height at most, in CSS; `own`: no larger than in pixels of its own. */
export function boxOf({ width, height }: Size, most: string, own: boolean): Box {
  const ratio = Math.min(FLATTEST, Math.max(1 / FLATTEST, width / height));
  const limits = ["100%", `calc(${most} * ${ratio.toFixed(4)})`];
  if (own) limits.push(`${Math.round(Math.max(width, height * ratio))}px`);
  return { aspectRatio: ratio.toFixed(4), width: `min(${limits.join(", ")})` };
}
