// The shapes of what the server says: see meetd/signaling/PROTOCOL.md.
import type { types as mediasoup } from "mediasoup-client";

import { z } from "~/lib/zod";

export const Source = z.enum(["microphone", "camera", "screen", "screenAudio"]);
export type Source = z.infer<typeof Source>;

export const ModeName = z.enum(["p2p", "sfu"]);
export type ModeName = z.infer<typeof ModeName>;

/** What keeps a browser from sending its pictures as good as they are asked for. */
export const Limit = z.enum(["processor", "network"]);
export type Limit = z.infer<typeof Limit>;

export const VideoCodec = z.enum(["VP8", "VP9", "AV1", "H264"]);
export type VideoCodec = z.infer<typeof VideoCodec>;

export const Participant = z.object({
  id: z.string(),
  userId: z.string(),
  username: z.string(),
  joinedAt: z.string(),
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  connected: z.boolean(),
  groupReady: z.boolean().nullable(),
  limited: Limit.nullable(),
  decodes: z.array(VideoCodec),
});
export type Participant = z.infer<typeof Participant>;

export const Room = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  hostId: z.string(),
});
export type Room = z.infer<typeof Room>;

export const Message = z.object({
  id: z.number(),
  roomId: z.string(),
  userId: z.string(),
  username: z.string(),
  content: z.string(),
  createdAt: z.string(),
  clientId: z.string(),
});
export type Message = z.infer<typeof Message>;

export const Producer = z.object({
  id: z.string(),
  participantId: z.string(),
  kind: z.enum(["audio", "video"]),
  source: Source,
  paused: z.boolean(),
});
export type Producer = z.infer<typeof Producer>;

export const Mode = z.object({
  mode: ModeName,
  epoch: z.number(),
  reason: z.string(),
  routerId: z.string().nullable(),
  routerRtpCapabilities: z.custom<mediasoup.RtpCapabilities>().nullable(),
  producers: z.array(Producer),
  settled: z.boolean(),
  dominant: z.string().nullish(),
});
export type Mode = z.infer<typeof Mode>;

const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});

export const TransportCreated = z.object({
  id: z.string(),
  iceParameters: z.custom<mediasoup.IceParameters>(),
  iceCandidates: z.custom<mediasoup.IceCandidate[]>(),
  dtlsParameters: z.custom<mediasoup.DtlsParameters>(),
});

export const Consumed = z.object({
  consumers: z.array(
    z.object({
      id: z.string(),
      producerId: z.string(),
      kind: z.enum(["audio", "video"]),
      type: z.string(),
      rtpParameters: z.custom<mediasoup.RtpParameters>(),
      producerPaused: z.boolean(),
    }),
  ),
  failed: z.array(z.object({ producerId: z.string(), code: z.string() })),
});
export type NewConsumer = z.infer<typeof Consumed>["consumers"][number];

const BothTransports = z.object({
  routerId: z.string(),
  send: TransportCreated,
  recv: TransportCreated,
  consumed: Consumed.nullish(),
});
export type BothTransports = z.infer<typeof BothTransports>;

export const Joined = z.object({
  participantId: z.string(),
  resumeToken: z.string(),
  resumed: z.boolean(),
  room: Room,
  participants: z.array(Participant),
  mode: Mode,
  transports: BothTransports.nullish(),
  iceServers: z.array(IceServer),
  messages: z.array(Message),
  nextCursor: z.number().nullable(),
  moreAfter: z.boolean(),
});
export type Joined = z.infer<typeof Joined>;

export const Nothing = z.object({});
export const Sent = z.object({ message: Message });
export const History = z.object({ messages: z.array(Message), nextCursor: z.number().nullable() });

export const IceRestarted = z.object({ iceParameters: z.custom<mediasoup.IceParameters>() });
export const Produced = z.object({ producerId: z.string() });

export const P2PPayload = z.union([
  z.object({
    description: z.object({ type: z.enum(["offer", "answer"]), sdp: z.string() }),
    sources: z.record(z.string(), Source),
    number: z.number(),
  }),
  z.object({ candidate: z.custom<RTCIceCandidateInit>((c) => typeof c === "object" && c !== null) }),
  z.object({ restart: z.literal(true) }),
  z.object({ shown: z.object({ source: Source, lines: z.number() }) }),
]);
export type P2PPayload = z.infer<typeof P2PPayload>;

const ProducerRef = z.object({ producerId: z.string(), participantId: z.string() });
const Ended = z.object({ code: z.string(), message: z.string() });

/** Everything that the server says without being asked, by its name. */
export const ServerEvents = {
  "participant:joined": z.object({ participant: Participant }),
  "participant:updated": z.object({ participant: Participant }),
  "participant:left": z.object({ participantId: z.string(), reason: z.string() }),
  mode: Mode,
  "mode:settled": z.object({ epoch: z.number() }),
  "p2p:signal": z.object({ epoch: z.number(), from: z.string(), payload: P2PPayload }),
  "sfu:producer:new": z.object({ producer: Producer }),
  "sfu:producer:paused": ProducerRef,
  "sfu:producer:resumed": ProducerRef,
  "sfu:producer:closed": ProducerRef,
  "sfu:consumer:closed": z.object({ consumerId: z.string() }),
  "sfu:consumer:layers": z.object({
    consumerId: z.string(),
    spatialLayer: z.number().nullable(),
    temporalLayer: z.number().nullable(),
  }),
  "sfu:consumer:score": z.object({
    consumerId: z.string(),
    score: z.number(),
    producerScore: z.number(),
  }),
  "sfu:producer:demand": z.object({ producerId: z.string(), spatialLayer: z.number().nullable() }),
  "sfu:transport:closed": z.object({ transportId: z.string() }),
  speakers: z.object({ dominant: z.string().nullable() }),
  "chat:message": z.object({ message: Message }),
  "room:ended": Ended,
  "session:ended": Ended,
} as const;

export type ServerEvent = keyof typeof ServerEvents;
export type ServerPayload<E extends ServerEvent> = z.infer<(typeof ServerEvents)[E]>;

export const Answer = z.union([
  z.looseObject({ ok: z.literal(true) }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      fields: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
    }),
  }),
]);
