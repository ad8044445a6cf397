// How pictures are sent to the SFU: in several sizes, so that each viewer gets the one it shows.
// Only the smallest is sent before somebody asks for more.
import type { Source } from "~/protocol/generated";

import { layerCount } from "./layers";

/** Who goes first when the way out of here is narrow: voices, then screens, then faces. */
export function priorities(source: Source): { priority: RTCPriorityType; networkPriority: RTCPriorityType } {
  const priority = source === "camera" ? "low" : source === "screen" ? "medium" : "high";
  return { priority, networkPriority: priority };
}

/**
 * Kilobits per second that pictures begin with, before the browser knows what the network carries: enough
 * for 360 lines. Chromium by itself begins so low (300) that it sends a quarter of the picture, and only
 * after seconds all of it.
 */
export const START_BITRATE = 1000;
/** Bits per second of a picture of 180 lines. */
const SMALLEST = 150_000;

/** Simulcast layers for a camera of that height, smallest first. */
export function cameraEncodings(height: number): RTCRtpEncodingParameters[] {
  const large = { maxBitrate: height >= 720 ? 1_700_000 : 900_000, scaleResolutionDownBy: 1 };
  if (height < 270) return [large];
  // What is as small as the smallest of a large camera costs no more than that.
  const medium = { maxBitrate: height >= 720 ? 500_000 : height > 360 ? 300_000 : SMALLEST, scaleResolutionDownBy: 2 };
  if (height < 540) return [medium, large].map(layer);
  const small = { maxBitrate: SMALLEST, scaleResolutionDownBy: 4 };
  return [small, medium, large].map(layer);
}

/** Text stays sharp: two layers of the same size, one of them slower and cheaper. */
export function screenEncodings(): RTCRtpEncodingParameters[] {
  return [
    { maxBitrate: 600_000, maxFramerate: 5, scaleResolutionDownBy: 1 },
    { maxBitrate: 3_000_000, maxFramerate: 30, scaleResolutionDownBy: 1 },
  ].map(layer);
}

/** One stream for VP9, which has its layers inside (SVC), smallest first. */
export function scalableEncoding(source: "camera" | "screen", height: number): RTCRtpEncodingParameters {
  if (source === "screen") return { maxBitrate: 2_500_000, scalabilityMode: "L1T3" } as RTCRtpEncodingParameters;
  const layers = height < 270 ? 1 : height < 540 ? 2 : 3;
  return {
    maxBitrate: height >= 720 ? 1_500_000 : 800_000,
    scalabilityMode: modeOf(layers),
  } as RTCRtpEncodingParameters;
}

/** The same stream with only its lowest layers: what is left of it is as large as the highest of them. */
export function lowestLayers(full: RTCRtpEncodingParameters, highest: number): RTCRtpEncodingParameters {
  const layers = layerCount((full as { scalabilityMode?: string }).scalabilityMode);
  const left = Math.max(1, Math.min(layers, highest + 1));
  return {
    active: highest >= 0,
    scaleResolutionDownBy: 2 ** (layers - left),
    ...(layers > 1 ? { scalabilityMode: modeOf(left) } : {}),
  };
}

/** Whether a sender has all that already: it is told of nothing that changes nothing. */
export function has(sent: RTCRtpEncodingParameters | undefined, wanted: Partial<RTCRtpEncodingParameters>): boolean {
  const names = Object.keys(wanted) as (keyof RTCRtpEncodingParameters)[];
  return names.every((name) => sent?.[name] === wanted[name]);
}

/** Each layer has key frames of its own, so that a viewer may have a lower one alone. */
const modeOf = (layers: number): string => (layers === 1 ? "L1T2" : `L${layers}T2_KEY`);

/** Half the frames are a layer of their own; with fewer in the lowest, pictures would stutter. */
function layer(encoding: RTCRtpEncodingParameters, index: number): RTCRtpEncodingParameters {
  return { ...encoding, active: index === 0, scalabilityMode: "L1T2" } as RTCRtpEncodingParameters;
}
