// What a browser sends of pictures before it knows what the network carries. Chromium begins so low by
// itself (300 kbit/s) that it sends a quarter of the picture, and only after seconds all of it.

/** Kilobits per second: enough for 360 lines. */
export const START_BITRATE = 1000;

/** Asks the other side to begin with as much, where it knows the parameter. */
export function withStartBitrate(sdp: string): string {
  return sdp
    .split(/(?=^m=)/m)
    .map((section) => (section.startsWith("m=video") ? quicker(section) : section))
    .join("");
}

const asked = `x-google-start-bitrate=${START_BITRATE}`;

function quicker(section: string): string {
  if (section.includes(asked)) return section;
  const codecs = [...section.matchAll(/^a=rtpmap:(\d+) (?:VP8|VP9|AV1|H264)\//gm)];
  return codecs.reduce((text, [, type]) => {
    const parameters = new RegExp(`^a=fmtp:${type} [^\\r\\n]*`, "m");
    if (parameters.test(text)) return text.replace(parameters, `$&;${asked}`);
    return text.replace(new RegExp(`^a=rtpmap:${type} [^\\r\\n]*`, "m"), `$&\r\na=fmtp:${type} ${asked}`);
  }, section);
}
