import { expect, it } from "vitest";

import { withDtx } from "./opus";

const audio = (mid: string, fmtp = "minptime=10;useinbandfec=1"): string =>
  `m=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\na=mid:${mid}\r\na=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n` +
  `a=rtpmap:111 opus/48000/2\r\na=fmtp:111 ${fmtp}\r\n`;
const video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n";
const head = "v=0\r\ns=-\r\n";

it("asks for silence of one microphone only, and of nothing else", () => {
  const sdp = head + audio("0") + video + audio("3");
  const asked = withDtx(sdp, "0");
  expect(asked).toBe(head + audio("0", "minptime=10;useinbandfec=1;usedtx=1") + video + audio("3"));
  expect(withDtx(asked, "0")).toBe(asked);
});

it("leaves a description without Opus, or without that m-line, as it is", () => {
  expect(withDtx(head + video, "1")).toBe(head + video);
  expect(withDtx(head + audio("0"), "7")).toBe(head + audio("0"));
});
