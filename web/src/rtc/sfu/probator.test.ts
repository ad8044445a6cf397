import type { types as mediasoup } from "mediasoup-client";
import { expect, it } from "vitest";

import { negotiateOnce } from "./probator";

type Asked = mediasoup.HandlerReceiveOptions;

const rtpParameters = {
  codecs: [{ mimeType: "video/VP8", payloadType: 101, clockRate: 90000 }],
  headerExtensions: [{ uri: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time", id: 4 }],
  encodings: [{ ssrc: 1 }],
  rtcp: { cname: "somebody" },
} as mediasoup.RtpParameters;
const one = (trackId: string, kind: "audio" | "video"): Asked => ({ trackId, kind, rtpParameters });
const probator = one("probator", "video");

function handler() {
  const negotiated: Asked[][] = [];
  const receiving = {
    receive: (asked: Asked[]) => {
      negotiated.push(asked);
      const received = asked.map(({ trackId }) => ({ localId: trackId, track: {} as MediaStreamTrack }));
      return Promise.resolve(received);
    },
  };
  negotiateOnce(receiving);
  const ids = async (...asked: Asked[]): Promise<string[]> =>
    (await receiving.receive(asked)).map(({ localId }) => localId);
  return { ids, negotiated: () => negotiated.map((asked) => asked.map(({ trackId }) => trackId)), all: negotiated };
}

it("negotiates what probes together with the first pictures", async () => {
  const { ids, negotiated, all } = handler();
  expect(await ids(one("voice", "audio"), one("ada", "video"), one("ben", "video"))).toEqual(["voice", "ada", "ben"]);
  expect(await ids(probator)).toEqual(["probator"]);
  expect(negotiated()).toEqual([["voice", "ada", "ben", "probator"]]);
  const its = all[0]?.at(-1)?.rtpParameters;
  expect(its?.mid).toBe("probator");
  expect(its?.encodings).toEqual([{ ssrc: 1234 }]);
  expect(its?.headerExtensions?.map(({ id }) => id)).toEqual([4]);
});

it("adds it once, and not to voices alone", async () => {
  const { ids, negotiated } = handler();
  await ids(one("voice", "audio"));
  await ids(one("ada", "video"));
  await ids(probator);
  await ids(one("ben", "video"));
  expect(negotiated()).toEqual([["voice"], ["ada", "probator"], ["ben"]]);
});

it("is asked for again where the first negotiation failed", async () => {
  const asked: string[][] = [];
  let fails = true;
  const receiving = {
    receive: (all: Asked[]) => {
      asked.push(all.map(({ trackId }) => trackId));
      if (fails) return Promise.reject(new Error("no"));
      return Promise.resolve(all.map(({ trackId }) => ({ localId: trackId, track: {} as MediaStreamTrack })));
    },
  };
  negotiateOnce(receiving);
  await expect(receiving.receive([one("ada", "video")])).rejects.toThrow("no");
  fails = false;
  await receiving.receive([one("ada", "video")]);
  expect(asked).toEqual([
    ["ada", "probator"],
    ["ada", "probator"],
  ]);
});
