// How pictures are sent to the SFU: in several sizes, so that each viewer gets the one it shows.
// Only the smallest is sent before somebody asks for more.
import type { Source } from "~/signaling/protocol";

/** Who goes first when the way out of here is narrow: voices, then screens, then faces. */
export function priorities(source: Source): { priority: RTCPriorityType; networkPriority: RTCPriorityType } {
  const priority = source === "camera" ? "low" : source === "screen" ? "medium" : "high";
  return { priority, networkPriority: priority };
}

/** Simulcast layers for a camera of that height, smallest first. */
export function cameraEncodings(height: number): RTCRtpEncodingParameters[] {
  const large = { maxBitrate: height >= 720 ? 1_700_000 : 900_000, scaleResolutionDownBy: 1 };
  if (height < 270) return [large];
  const medium = { maxBitrate: height >= 720 ? 500_000 : 300_000, scaleResolutionDownBy: 2 };
  if (height < 540) return [medium, large].map(layer);
  const small = { maxBitrate: 150_000, scaleResolutionDownBy: 4 };
  return [small, medium, large].map(layer);
}

/** Text stays sharp: two layers of the same size, one of them slower and cheaper. */
export function screenEncodings(): RTCRtpEncodingParameters[] {
  return [
    { maxBitrate: 600_000, maxFramerate: 5, scaleResolutionDownBy: 1 },
    { maxBitrate: 3_000_000, maxFramerate: 30, scaleResolutionDownBy: 1 },
  ].map(layer);
}

/** Half the frames are a layer of their own; with fewer in the lowest, pictures would stutter. */
function layer(encoding: RTCRtpEncodingParameters, index: number): RTCRtpEncodingParameters {
  return { ...encoding, active: index === 0, scalabilityMode: "L1T2" } as RTCRtpEncodingParameters;
}
