import type { types as mediasoup } from "mediasoup-client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { RemoteTrack } from "~/rtc/path";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { NewConsumer, Producer, Source } from "~/protocol/generated";
import { RecordingTransform } from "~test/recordingTransform";

import { Subscriber } from "./subscriber";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const producer = (participantId: string, source: Source): Producer => ({
  id: `${participantId}-${source}`,
  participantId,
  kind: source === "microphone" ? "audio" : "video",
  source,
  paused: false,
});

/** The server's side: what flows to this browser, and in which layer. */
class Server implements Requests {
  readonly asked: [string, object][] = [];
  readonly flowing = new Set<string>();
  readonly layers = new Map<string, number>();
  offline = false;
  silent = false;
  refused = new Set<string>();

  request(event: string, asked: object): Promise<never> {
    const data = asked as { consumerIds?: string[]; producerIds: string[]; consumerId: string; spatialLayer: number };
    this.asked.push([event, data]);
    if (this.offline) return Promise.reject(new SignalingError("offline", "offline"));
    if (this.silent) return Promise.reject(new SignalingError("timeout", "timeout"));
    const ids = data.consumerIds ?? [];
    switch (event) {
      case "sfu:consume": {
        const producerIds = data.producerIds.filter((id) => !this.refused.has(id));
        return Promise.resolve({ consumers: producerIds.map(made), failed: [] } as never);
      }
      case "sfu:consumer:resume":
        for (const id of ids) this.flowing.add(id);
        break;
      case "sfu:consumer:pause":
        for (const id of ids) this.flowing.delete(id);
        break;
      case "sfu:consumer:layers":
        for (const id of ids) this.layers.set(id, data.spatialLayer);
        break;
    }
    return Promise.resolve({} as never);
  }
}

interface Consume {
  id: string;
  kind: string;
  rtpParameters: object;
  onRtpReceiver: (receiver: unknown) => void;
}

const made = (producerId: string): NewConsumer => ({
  id: `c-${producerId}`,
  producerId,
  kind: producerId.endsWith("microphone") ? "audio" : "video",
  type: "simulcast",
  rtpParameters: { codecs: [], encodings: [{ scalabilityMode: "S3T1" }] },
  producerPaused: false,
});

function receiving(ready: NewConsumer[] = []) {
  const server = new Server();
  const tracks: string[] = [];
  const remotes: RemoteTrack[] = [];
  const recv = {
    id: "recv",
    consume: ({ id, kind, rtpParameters, onRtpReceiver }: Consume) => {
      const rtpReceiver = { of: id };
      onRtpReceiver(rtpReceiver);
      return Promise.resolve({ id, kind, rtpParameters, rtpReceiver, track: {}, close: () => undefined });
    },
  };
  const transform = new RecordingTransform();
  const incoming = new Subscriber({
    device: Promise.resolve({ recvRtpCapabilities: {} }),
    requests: server,
    transform,
    transport: Promise.resolve(recv as unknown as mediasoup.Transport),
    ready,
    listener: {
      onTrack: (remote) => {
        tracks.push(`${remote.participantId}/${remote.source}`);
        remotes.push(remote);
      },
      onTrackGone: () => undefined,
      onFailed: () => undefined,
    },
    onError: () => undefined,
  });
  const idle = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  return { server, incoming, tracks, remotes, idle, transform };
}

it("lets each receiver pass the transform once, with who is received", async () => {
  const { incoming, remotes, transform, idle } = receiving();
  incoming.setProducers([producer("ada", "camera"), producer("ben", "microphone")]);
  await idle();
  incoming.show("ada", "camera", 300);
  incoming.setProducers([producer("ada", "camera"), producer("ben", "microphone"), producer("ben", "camera")]);
  await idle();
  expect(transform.receivers).toEqual(remotes.map(({ receiver, participantId }) => [receiver, participantId]));
  expect(transform.receivers.map(([, participantId]) => participantId)).toEqual(["ada", "ben", "ben"]);
  expect(transform.senders).toEqual([]);
});

it("has sent what is shown, and all voices, in the layer that is enough", async () => {
  const { server, incoming, idle } = receiving();
  incoming.show("ada", "camera", 300);
  incoming.setProducers([producer("ada", "camera"), producer("ada", "microphone"), producer("ben", "camera")]);
  await idle();
  expect([...server.flowing].sort()).toEqual(["c-ada-camera", "c-ada-microphone"]);
  expect(server.layers.get("c-ada-camera")).toBe(1);
});

it("takes the consumers that the server made, and asks for the rest only", async () => {
  const { server, incoming, tracks, idle } = receiving([made("ada-camera"), made("gone-camera")]);
  incoming.show("ada", "camera", 300);
  incoming.setProducers([producer("ada", "camera"), producer("ben", "microphone")]);
  await idle();
  expect(tracks).toEqual(["ada/camera", "ben/microphone"]);
  const consumed = server.asked.filter(([event]) => event === "sfu:consume");
  expect(consumed.map(([, asked]) => (asked as { producerIds: string[] }).producerIds)).toEqual([["ben-microphone"]]);
  expect([...server.flowing].sort()).toEqual(["c-ada-camera", "c-ben-microphone"]);
});

it("says when what there was at first is negotiated, or cannot be had", async () => {
  const settled = async (prepare: (server: Server) => void): Promise<string> => {
    const { server, incoming, tracks } = receiving();
    prepare(server);
    incoming.setProducers([producer("ada", "camera")]);
    await incoming.first;
    incoming.close();
    return tracks.join();
  };
  expect(await settled(() => undefined)).toBe("ada/camera");
  expect(await settled((server) => (server.offline = true))).toBe("");
  expect(await settled((server) => server.refused.add("ada-camera"))).toBe("");
});

it("says what is sent of a source and how well that does, also while no layer of it is sent", async () => {
  const { incoming, remotes, idle } = receiving();
  incoming.show("ada", "camera", 300);
  incoming.setProducers([producer("ada", "camera")]);
  await idle();
  const [remote] = remotes as [RemoteTrack];
  incoming.report("c-ada-camera", { sent: 1, sourceScore: 9 });
  expect(incoming.forwarding(remote)).toEqual({ asked: 1, sent: 1, sourceScore: 9 });
  incoming.report("c-ada-camera", { sent: null, sourceScore: 0 });
  expect(incoming.forwarding(remote)).toEqual({ asked: 1, sent: null, sourceScore: 0 });
});

it("has a picture sent at once that comes into sight, and no more after it left it for good", async () => {
  const { server, incoming, idle } = receiving();
  incoming.setProducers([producer("ben", "camera")]);
  await idle();
  expect(server.flowing.size).toBe(0);
  incoming.show("ben", "camera", 180);
  await idle();
  expect([...server.flowing]).toEqual(["c-ben-camera"]);
  incoming.show("ben", "camera", 0);
  await idle();
  expect(server.flowing.size).toBe(1);
  vi.runAllTimers();
  await idle();
  expect(server.flowing.size).toBe(0);
});

it("asks again for what the connection swallowed", async () => {
  const { server, incoming, tracks, idle } = receiving();
  incoming.show("ada", "camera", 180);
  incoming.show("ben", "camera", 180);
  incoming.setProducers([producer("ada", "camera")]);
  await idle();
  server.offline = true;
  incoming.addProducer(producer("ben", "camera"));
  incoming.show("ada", "camera", 0);
  vi.runAllTimers();
  await idle();
  expect([...server.flowing]).toEqual(["c-ada-camera"]);

  server.offline = false;
  incoming.setProducers([producer("ada", "camera"), producer("ben", "camera")]);
  await idle();
  expect(tracks).toEqual(["ada/camera", "ben/camera"]);
  expect([...server.flowing]).toEqual(["c-ben-camera"]);
});

it("asks again by itself for what was not answered, more and more seldom", async () => {
  const { server, incoming, tracks, idle } = receiving();
  server.silent = true;
  incoming.show("ada", "camera", 180);
  incoming.setProducers([producer("ada", "camera")]);
  for (let second = 0; second < 60; second += 1) {
    await idle();
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(server.asked.length).toBeLessThan(9);
  server.silent = false;
  await vi.advanceTimersByTimeAsync(20_000);
  await idle();
  expect(tracks).toEqual(["ada/camera"]);
  server.silent = true;
  incoming.setReduced(true);
  incoming.show("ada", "camera", 0);
  await vi.advanceTimersByTimeAsync(3000);
  server.silent = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.flowing.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it("asks together for what is shown together", async () => {
  const { server, incoming, idle } = receiving();
  const names = Array.from({ length: 19 }, (_, number) => `p${number}`);
  incoming.setProducers(names.flatMap((name) => [producer(name, "camera"), producer(name, "microphone")]));
  await idle();
  for (const name of names) incoming.show(name, "camera", 180);
  await idle();
  expect(server.flowing.size).toBe(38);
  const asked = server.asked.map(([event]) => event);
  expect(asked.filter((event) => event === "sfu:consume")).toHaveLength(1);
  // Voices first, and then pictures.
  expect(asked.filter((event) => event === "sfu:consumer:resume")).toHaveLength(2);
  expect(asked.filter((event) => event === "sfu:consumer:layers")).toHaveLength(2);
  expect(server.layers.get("c-p18-camera")).toBe(0);
  server.asked.length = 0;
  incoming.prioritise({ preferred: null, speaker: "p7" });
  await idle();
  expect(server.asked).toEqual([["sfu:consumer:priority", { consumerIds: ["c-p7-camera"], priority: 100 }]]);
});

it("asks for as many producers at a time as the server opens, until it has all", async () => {
  const { server, incoming, tracks, idle } = receiving();
  incoming.setProducers(Array.from({ length: 230 }, (_, number) => producer(`p${number}`, "microphone")));
  await idle();
  const sizes = server.asked
    .filter(([event]) => event === "sfu:consume")
    .map(([, data]) => (data as { producerIds: string[] }).producerIds.length);
  expect(sizes).toEqual([100, 100, 30]);
  expect(tracks).toHaveLength(230);
  expect(server.flowing.size).toBe(230);
});

it("does not ask for ever for what it is refused, but once more after a new connection", async () => {
  const { server, incoming, tracks, idle } = receiving();
  server.refused.add("ada-camera");
  incoming.setProducers([producer("ada", "camera"), producer("ben", "microphone")]);
  await idle();
  expect(server.asked.filter(([event]) => event === "sfu:consume")).toHaveLength(1);
  server.refused.clear();
  incoming.setProducers([producer("ada", "camera"), producer("ben", "microphone")]);
  await idle();
  expect(tracks.sort()).toEqual(["ada/camera", "ben/microphone"]);
});

it("takes no largest layer while it spares", async () => {
  const { server, incoming, idle } = receiving();
  incoming.setReduced(true);
  incoming.show("ada", "camera", 1080);
  incoming.setProducers([producer("ada", "camera")]);
  await idle();
  expect(server.layers.get("c-ada-camera")).toBe(1);
  incoming.setReduced(false);
  await idle();
  expect(server.layers.get("c-ada-camera")).toBe(2);
});
