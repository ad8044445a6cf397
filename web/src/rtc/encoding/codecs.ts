// In which codec pictures are sent through the SFU: the best that everybody in the call can show.
import { canConnect } from "~/devices/support";
import type { VideoCodec } from "~/protocol/generated";

/** One that this page can send, in layers that a viewer may do without. */
export type SentCodec = "VP8" | "VP9";

/** VP9 takes more of the sender's processor than it saves of the network where there are fewer cores. */
const CORES_FOR_VP9 = 4;

const KNOWN: readonly VideoCodec[] = ["VP8", "VP9", "AV1", "H264"];

let known: VideoCodec[] | null = null;

/** What this browser can show: asked once, since the first answer may take long. */
export const decodable = (): VideoCodec[] => (known ??= find());

function find(): VideoCodec[] {
  const there = canConnect() ? (RTCRtpReceiver.getCapabilities("video")?.codecs ?? []) : [];
  const names = new Set(there.map(({ mimeType }) => mimeType.slice("video/".length).toUpperCase()));
  const found = KNOWN.filter((codec) => names.has(codec));
  return found.length > 0 ? found : ["VP8"];
}

/** The codec to send in, when those in the call can show these. `layered`: VP9 has its layers inside. */
export function codecFor(everybody: Iterable<readonly VideoCodec[]>, cores: number, layered: () => boolean): SentCodec {
  if (cores < CORES_FOR_VP9) return "VP8";
  for (const decodes of everybody) if (!decodes.includes("VP9")) return "VP8";
  return layered() ? "VP9" : "VP8";
}
