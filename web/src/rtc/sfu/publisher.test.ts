import type { types as mediasoup } from "mediasoup-client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { SentCodec } from "~/rtc/encoding/codecs";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import { RecordingTransform } from "~test/recordingTransform";

import { Publisher } from "./publisher";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

class FakeProducer {
  paused = false;
  closed = false;
  kind = "video";
  layers: number[] = [];
  scalable: (string | undefined)[] = [];
  rtpParameters: { codecs: { mimeType: string }[]; encodings: object[] };
  #sent: object[];
  constructor(
    readonly id: string,
    public track: unknown,
    { codec, encodings = [{}] }: { codec?: { mimeType: string }; encodings?: object[] },
  ) {
    if (!codec) this.kind = "audio";
    this.rtpParameters = { codecs: codec ? [codec] : [], encodings };
    this.#sent = encodings.map((encoding) => ({ active: true, scaleResolutionDownBy: 1, ...encoding }));
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  close(): void {
    this.closed = true;
  }
  replaceTrack({ track }: { track: unknown }): Promise<void> {
    this.track = track;
    return Promise.resolve();
  }
  readonly rtpSender = { getParameters: () => ({ encodings: this.#sent }) };
  setRtpEncodingParameters(parameters: { active: boolean; scalabilityMode?: string }): Promise<void> {
    this.scalable.push(parameters.active ? parameters.scalabilityMode : "nothing");
    this.#sent = this.#sent.map((encoding) => ({ ...encoding, ...parameters }));
    return Promise.resolve();
  }
  setMaxSpatialLayer(layer: number): Promise<void> {
    this.layers.push(layer);
    return Promise.resolve();
  }
}

const codecs = ["VP8", "VP9"].map((name, index) => ({
  kind: "video" as const,
  mimeType: `video/${name}`,
  clockRate: 90000,
  preferredPayloadType: 100 + index,
}));

function sending({ height = 720 } = {}) {
  const made: FakeProducer[] = [];
  const server = { offline: false, silent: false, paused: new Map<string, boolean>(), open: new Set<string>() };
  const requests: Requests = {
    request: (event: string, data: object) => {
      if (server.offline) return Promise.reject(new SignalingError("offline", "offline"));
      if (server.silent) return Promise.reject(new SignalingError("timeout", "timeout"));
      const { producerId } = data as { producerId: string };
      if (event === "sfu:producer:close") server.open.delete(producerId);
      else server.paused.set(producerId, event === "sfu:producer:pause");
      return Promise.resolve({} as never);
    },
  };
  const transport = {
    produce: (asked: {
      track: unknown;
      appData: { paused: boolean };
      codec?: { mimeType: string };
      encodings?: object[];
      onRtpSender: (sender: unknown) => void;
    }) => {
      const { track, appData } = asked;
      if (server.offline) return Promise.reject(new SignalingError("offline", "offline"));
      const producer = new FakeProducer(`p${made.length + 1}`, track, asked);
      made.push(producer);
      asked.onRtpSender(producer.rtpSender);
      server.open.add(producer.id);
      server.paused.set(producer.id, appData.paused);
      return Promise.resolve(producer);
    },
  };
  const transform = new RecordingTransform();
  const choice: { codec: SentCodec } = { codec: "VP8" };
  const outgoing = new Publisher({
    device: Promise.resolve({ sendRtpCapabilities: { codecs } }),
    codec: () => choice.codec,
    requests,
    transform,
    transport: Promise.resolve(transport as unknown as mediasoup.Transport),
    onError: () => undefined,
  });
  const idle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  const silent = { enabled: true, stop: vi.fn() };
  const track = { getSettings: () => ({ height }), clone: () => silent } as unknown as MediaStreamTrack;
  return { outgoing, made, server, track, silent, idle, choice, transform };
}

it("lets each sender pass the transform once, however often what it sends changes", async () => {
  const { outgoing, made, transform, track, idle, choice } = sending();
  outgoing.publish("microphone", track, true);
  outgoing.publish("camera", track, true);
  await idle();
  outgoing.publish("camera", track, false);
  outgoing.publish("microphone", null, true);
  outgoing.setStandby(true);
  outgoing.setStandby(false);
  await idle();
  expect(transform.senders).toEqual(made.map(({ rtpSender }) => rtpSender));
  expect(made.length).toBe(2);
  choice.codec = "VP9";
  outgoing.publish("camera", track, true);
  await idle();
  expect(made.length).toBe(3);
  expect(transform.senders.every((sender, index) => sender === (made[index]?.rtpSender as unknown))).toBe(true);
  expect(transform.senders.length).toBe(3);
  expect(transform.receivers).toEqual([]);
});

it("tells the server again what it missed: unmuted, muted, begun and stopped while away", async () => {
  const { outgoing, server, track, idle } = sending();
  outgoing.publish("microphone", track, false);
  outgoing.publish("screen", track, true);
  await idle();
  expect(server.paused.get("p1")).toBe(true);
  server.offline = true;
  outgoing.publish("microphone", track, true);
  outgoing.publish("screen", null, false);
  outgoing.publish("camera", track, true);
  await idle();
  expect(server.paused.get("p1")).toBe(true);
  expect([...server.open]).toEqual(["p1", "p2"]);

  server.offline = false;
  outgoing.repeat();
  await idle();
  expect(server.paused.get("p1")).toBe(false);
  expect([...server.open]).toEqual(["p1", "p3"]);
});

it("says again by itself what was not answered", async () => {
  const { outgoing, server, idle, track } = sending();
  outgoing.publish("camera", track, true);
  await idle();
  server.silent = true;
  outgoing.publish("camera", track, false);
  await idle();
  expect(server.paused.get("p1")).toBe(false);
  server.silent = false;
  await vi.advanceTimersByTimeAsync(2000);
  await idle();
  expect(server.paused.get("p1")).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it("sends no layer that nobody watches, and the lowest again when it goes on", async () => {
  const { outgoing, made, track, idle } = sending();
  outgoing.publish("camera", track, true);
  await idle();
  outgoing.limitLayers("p1", 2);
  outgoing.limitLayers("p1", 1);
  outgoing.limitLayers("p1", null);
  await idle();
  expect(made[0]?.layers.at(-1)).toBe(-1);
  outgoing.publish("camera", null, false);
  await idle();
  outgoing.publish("camera", track, true);
  await idle();
  expect(made[0]?.layers.at(-1)).toBe(0);
});

it("rests with everything in its place, and wakes up without making anything anew", async () => {
  const { outgoing, made, server, track, silent, idle } = sending();
  outgoing.setStandby(true);
  outgoing.publish("camera", track, true);
  outgoing.publish("microphone", track, true);
  await idle();
  expect([...server.paused.values()]).toEqual([true, true]);
  expect(made.map((producer) => producer.track)).toEqual([null, silent]);
  expect(silent.enabled).toBe(false);
  outgoing.setStandby(false);
  await idle();
  expect([...server.paused.values()]).toEqual([false, false]);
  expect(made.map((producer) => producer.track)).toEqual([track, track]);
  expect(made).toHaveLength(2);
  expect(silent.stop).toHaveBeenCalledOnce();
});

it("lets a microphone go that is not there any more", async () => {
  const { outgoing, made, track, silent, idle } = sending();
  outgoing.setStandby(true);
  outgoing.publish("microphone", track, true);
  await idle();
  expect(made[0]?.track).toBe(silent);
  outgoing.publish("microphone", null, false);
  await idle();
  expect(made[0]?.track).toBeNull();
  expect(silent.stop).toHaveBeenCalledOnce();
});

it("keeps the clock of a voice going while it is muted, and ends its silence with the path", async () => {
  const { outgoing, made, server, track, silent, idle } = sending();
  outgoing.publish("microphone", track, true);
  outgoing.publish("microphone", track, false);
  await idle();
  expect(server.paused.get("p1")).toBe(true);
  expect(made[0]?.track).toBe(track);
  outgoing.setStandby(true);
  await idle();
  expect(made[0]?.track).toBe(track);
  outgoing.publish("microphone", track, true);
  await idle();
  expect(made[0]?.track).toBe(silent);
  outgoing.close();
  expect(silent.stop).toHaveBeenCalledOnce();
});

it("wakes up with all layers that are watched, none of them sent before", async () => {
  const { outgoing, made, track, idle } = sending();
  outgoing.setStandby(true);
  outgoing.publish("camera", track, true);
  await idle();
  expect(made[0]?.rtpParameters.encodings).toMatchObject([{ active: false }, { active: false }, { active: false }]);
  expect(made[0]?.layers).toEqual([0]);
  outgoing.limitLayers("p1", 1);
  await idle();
  outgoing.setStandby(false);
  await idle();
  expect(made[0]?.layers).toEqual([0, 1]);
});

it("negotiates nothing for a small camera until nobody watches it, or somebody does again", async () => {
  const { outgoing, made, track, idle } = sending({ height: 180 });
  outgoing.publish("camera", track, true);
  await idle();
  outgoing.limitLayers("p1", 0);
  await idle();
  expect(made[0]?.scalable).toEqual([]);
  outgoing.limitLayers("p1", null);
  await idle();
  outgoing.limitLayers("p1", null);
  await idle();
  expect(made[0]?.scalable).toEqual(["nothing"]);
  outgoing.limitLayers("p1", 0);
  await idle();
  expect(made[0]?.scalable).toEqual(["nothing", undefined]);
});

it("sends pictures in another codec when somebody cannot show the one before", async () => {
  const { outgoing, made, server, track, idle, choice } = sending();
  choice.codec = "VP9";
  outgoing.publish("camera", track, true);
  outgoing.publish("microphone", track, true);
  await idle();
  const codecOf = (id: string) => made.find((producer) => producer.id === id)?.rtpParameters.codecs[0]?.mimeType;
  expect([...server.open].map(codecOf)).toEqual(["video/VP9", undefined]);
  expect(made[0]?.scalable).toEqual(["L1T2"]);
  outgoing.limitLayers("p1", 2);
  await idle();
  expect(made[0]?.scalable.at(-1)).toBe("L3T2_KEY");

  choice.codec = "VP8";
  outgoing.repeat();
  await idle();
  expect([...server.open].map(codecOf)).toEqual([undefined, "video/VP8"]);
  expect(made[0]?.closed).toBe(true);
});
