// Asks the other browser to begin its pictures with more than Chromium would.
import { START_BITRATE } from "~/rtc/encoding/encodings";

import { extendParameters, mapSections } from "./sdp";

/** Asks the other side to begin with as much, where it knows the parameter. */
export function withStartBitrate(sdp: string): string {
  return mapSections(sdp, (section) => (section.startsWith("m=video") ? quicker(section) : section));
}

const asked = `x-google-start-bitrate=${START_BITRATE}`;

function quicker(section: string): string {
  if (section.includes(asked)) return section;
  const codecs = [...section.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|AV1|H264)\//gm)];
  return codecs.reduce((text, [, type = ""]) => {
    const extended = extendParameters(text, type, asked);
    if (extended !== text) return extended;
    return text.replace(new RegExp(`^a=rtpmap:${type} [^\\r\\n]*`, "m"), `$&\r\na=fmtp:${type} ${asked}`);
  }, section);
}
