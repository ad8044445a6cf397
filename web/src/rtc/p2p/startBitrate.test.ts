import { expect, it } from "vitest";

import { withStartBitrate } from "./startBitrate";

const START = "x-google-start-bitrate=1000";
const head = "v=0\r\ns=-\r\n";
const audio = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=rtpmap:111 opus/48000/2\r\n";
const video = (vp8: string, vp9: string): string =>
  `m=video 9 UDP/TLS/RTP/SAVPF 96 97 98\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n${vp8}` +
  `a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\na=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=0${vp9}\r\n`;

it("asks of each codec that pictures can be sent in, and of nothing else", () => {
  const sdp = head + audio + video("", "") + video("", "");
  const one = video(`a=fmtp:96 ${START}\r\n`, `;${START}`);
  expect(withStartBitrate(sdp)).toBe(head + audio + one + one);
});

it("asks once", () => {
  const asked = withStartBitrate(head + audio + video("", ""));
  expect(withStartBitrate(asked)).toBe(asked);
});

it("leaves a description without pictures as it is", () => {
  expect(withStartBitrate(head + audio)).toBe(head + audio);
});
