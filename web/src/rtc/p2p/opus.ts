// What makes a voice hold out on a bad network and cost little on a good one, between two browsers.
// Through the SFU, mediasoup-client asks for the same; the worker carries no redundancy (RFC 2198).
import { extendParameters, mapSections } from "./sdp";

/** Each packet carries the one before it too, where the browser can (RFC 2198). */
export function preferRedundancy(transceiver: RTCRtpTransceiver): void {
  if (!("setCodecPreferences" in transceiver)) return;
  const codecs = RTCRtpReceiver.getCapabilities("audio")?.codecs ?? [];
  const isRed = ({ mimeType }: RTCRtpCodec): boolean => mimeType.toLowerCase() === "audio/red";
  const red = codecs.filter(isRed);
  if (red.length > 0) transceiver.setCodecPreferences([...red, ...codecs.filter((codec) => !isRed(codec))]);
}

/** Asks the other side to send next to nothing while that m-line's microphone is silent (RFC 7587). */
export function withDtx(sdp: string, mid: string): string {
  return mapSections(sdp, (section) => (section.includes(`\r\na=mid:${mid}\r\n`) ? sparing(section) : section));
}

function sparing(section: string): string {
  const payloadType = /^a=rtpmap:(\d+) opus\//m.exec(section)?.[1];
  if (payloadType === undefined || section.includes("usedtx=1")) return section;
  return extendParameters(section, payloadType, "usedtx=1");
}
