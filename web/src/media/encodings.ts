// How pictures are sent to the SFU: in several sizes, so that each viewer gets the one it shows.

/** Simulcast layers for a camera of that height, smallest first. */
export function cameraEncodings(height: number): RTCRtpEncodingParameters[] {
  const large = { maxBitrate: height >= 720 ? 1_700_000 : 900_000, scaleResolutionDownBy: 1 };
  if (height < 270) return [large];
  const medium = { maxBitrate: height >= 720 ? 500_000 : 300_000, scaleResolutionDownBy: 2 };
  if (height < 540) return [medium, large].map(withMode);
  const small = { maxBitrate: 150_000, scaleResolutionDownBy: 4 };
  return [small, medium, large].map(withMode);
}

/** Text stays sharp: two layers of the same size, one of them slower and cheaper. */
export function screenEncodings(): RTCRtpEncodingParameters[] {
  return [
    { maxBitrate: 600_000, maxFramerate: 5, scaleResolutionDownBy: 1 },
    { maxBitrate: 3_000_000, maxFramerate: 30, scaleResolutionDownBy: 1 },
  ].map(withMode);
}

function withMode(encoding: RTCRtpEncodingParameters): RTCRtpEncodingParameters {
  return { ...encoding, scalabilityMode: "L1T3" } as RTCRtpEncodingParameters;
}
