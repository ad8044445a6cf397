// The wire, as the server's catalogue has it. Made by `python -m meetd.wire`: do not edit.
import type { types as mediasoup } from "mediasoup-client";

import { z } from "~/lib/zod";

/** The room that one is in. */
const RoomInfo = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  hostId: z.string(),
});
export type RoomInfo = z.infer<typeof RoomInfo>;

/** The cause that keeps a browser from sending its pictures as good as they are asked for. */
const Limit = z.enum(["processor", "network"]);
export type Limit = z.infer<typeof Limit>;

/** A codec that a browser may be able to show. */
const VideoCodec = z.enum(["VP8", "VP9", "AV1", "H264"]);
export type VideoCodec = z.infer<typeof VideoCodec>;

/** A participant, as the others know it. */
const Participant = z.object({
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

/** The way that media travels. */
const ModeName = z.enum(["p2p", "sfu"]);
export type ModeName = z.infer<typeof ModeName>;

/** The camera, microphone or screen that a producer sends. */
const Source = z.enum(["microphone", "camera", "screen", "screenAudio"]);
export type Source = z.infer<typeof Source>;

/** A source that somebody sends, as those see it who may consume it. */
const Producer = z.object({
  id: z.string(),
  participantId: z.string(),
  kind: z.enum(["audio", "video"]),
  source: Source,
  paused: z.boolean(),
});
export type Producer = z.infer<typeof Producer>;

/** How media travels from now on. */
const Mode = z.object({
  mode: ModeName,
  epoch: z.number(),
  reason: z.string(),
  routerId: z.string().nullable(),
  leavingRouterId: z.string().nullish(),
  routerRtpCapabilities: z.custom<mediasoup.RtpCapabilities>().nullable(),
  producers: z.array(Producer),
  settled: z.boolean(),
  dominant: z.string().nullish(),
});
export type Mode = z.infer<typeof Mode>;

/** A transport of the SFU, as its other end in the browser needs it. */
const Transport = z.object({
  id: z.string(),
  iceParameters: z.custom<mediasoup.IceParameters>(),
  iceCandidates: z.custom<mediasoup.IceCandidate[]>(),
  dtlsParameters: z.custom<mediasoup.DtlsParameters>(),
});
export type Transport = z.infer<typeof Transport>;

/** A consumer, paused at first. */
const NewConsumer = z.object({
  id: z.string(),
  producerId: z.string(),
  kind: z.enum(["audio", "video"]),
  type: z.string(),
  rtpParameters: z.custom<mediasoup.RtpParameters>(),
  producerPaused: z.boolean(),
});
export type NewConsumer = z.infer<typeof NewConsumer>;

/** A producer that cannot be consumed, and the code of the error. */
const NotConsumed = z.object({
  producerId: z.string(),
  code: z.string(),
});
export type NotConsumed = z.infer<typeof NotConsumed>;

/** Consumers, and what there is none of. */
const Consumed = z.object({
  consumers: z.array(NewConsumer),
  failed: z.array(NotConsumed),
});
export type Consumed = z.infer<typeof Consumed>;

/** The transports that somebody new would ask for. */
const BothTransports = z.object({
  routerId: z.string(),
  send: Transport,
  recv: Transport,
  consumed: Consumed.nullish(),
});
export type BothTransports = z.infer<typeof BothTransports>;

/** A server, as RTCPeerConnection takes it. */
const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof IceServer>;

/** Something said in a room. */
const Message = z.object({
  id: z.number(),
  roomId: z.string(),
  userId: z.string(),
  username: z.string(),
  content: z.string(),
  createdAt: z.string(),
  clientId: z.string(),
});
export type Message = z.infer<typeof Message>;

/** The room, as who came in finds it. */
const Joined = z.object({
  participantId: z.string(),
  resumeToken: z.string(),
  resumed: z.boolean(),
  room: RoomInfo,
  participants: z.array(Participant),
  participantsCursor: z.string().nullish(),
  participantCount: z.number().nullish(),
  mode: Mode,
  transports: BothTransports.nullish(),
  iceServers: z.array(IceServer),
  messages: z.array(Message),
  nextCursor: z.number().nullable(),
  moreAfter: z.boolean(),
});
export type Joined = z.infer<typeof Joined>;

/** Some of those in a room, in the order of their ids, which is that of their coming. */
const RosterPage = z.object({
  participants: z.array(Participant),
  nextCursor: z.string().nullable(),
});
export type RosterPage = z.infer<typeof RosterPage>;

/** New ICE credentials of the server's end. */
const IceRestarted = z.object({
  iceParameters: z.custom<mediasoup.IceParameters>(),
});
export type IceRestarted = z.infer<typeof IceRestarted>;

/** A new producer. */
const Produced = z.object({
  producerId: z.string(),
});
export type Produced = z.infer<typeof Produced>;

/** The message as it is stored. */
const Sent = z.object({
  message: Message,
});
export type Sent = z.infer<typeof Sent>;

/** A page of messages, oldest first. */
const History = z.object({
  messages: z.array(Message),
  nextCursor: z.number().nullable(),
});
export type History = z.infer<typeof History>;

/** Somebody came. */
const ParticipantJoined = z.object({
  participant: Participant,
});
export type ParticipantJoined = z.infer<typeof ParticipantJoined>;

/** Somebody's microphone, camera, screen or connection changed. */
const ParticipantUpdated = z.object({
  participant: Participant,
});
export type ParticipantUpdated = z.infer<typeof ParticipantUpdated>;

/** Somebody went. */
const Left = z.object({
  participantId: z.string(),
  reason: z.string(),
});
export type Left = z.infer<typeof Left>;

/** What became of a large room's people since this was told last. */
const RosterChanged = z.object({
  participants: z.array(Participant),
  left: z.array(Left),
});
export type RosterChanged = z.infer<typeof RosterChanged>;

/** Everybody has the path of this epoch: the one before may go. */
const ModeSettled = z.object({
  epoch: z.number(),
});
export type ModeSettled = z.infer<typeof ModeSettled>;

/** An offer or an answer. */
const SessionDescription = z.object({
  type: z.enum(["offer", "answer"]),
  sdp: z.string(),
});
export type SessionDescription = z.infer<typeof SessionDescription>;

/** A description, with what is in it. */
const Described = z.object({
  description: SessionDescription,
  sources: z.record(z.string(), Source),
  number: z.number(),
});
export type Described = z.infer<typeof Described>;

/** A way to reach the one who says it. */
const Candidate = z.object({
  candidate: z.custom<RTCIceCandidateInit>((v) => typeof v === "object" && v !== null),
});
export type Candidate = z.infer<typeof Candidate>;

/** A wish for an ICE restart, to the one who makes offers. */
const Restart = z.object({
  restart: z.literal(true),
});
export type Restart = z.infer<typeof Restart>;

/** How large a picture is shown. */
const ShownSize = z.object({
  source: Source,
  lines: z.number(),
});
export type ShownSize = z.infer<typeof ShownSize>;

/** How much of a picture is enough; 0 lines where nobody looks. */
const Shown = z.object({
  shown: ShownSize,
});
export type Shown = z.infer<typeof Shown>;

const P2PPayload = z.union([Described, Candidate, Restart, Shown]);
export type P2PPayload = z.infer<typeof P2PPayload>;

/** Something of another browser. */
const SignalFrom = z.object({
  epoch: z.number(),
  from: z.string(),
  payload: P2PPayload,
});
export type SignalFrom = z.infer<typeof SignalFrom>;

/** A participant sends a source. */
const ProducerOpened = z.object({
  producer: Producer,
});
export type ProducerOpened = z.infer<typeof ProducerOpened>;

/** A producer, and whose it is. */
const SwitchedProducer = z.object({
  producerId: z.string(),
  participantId: z.string(),
});
export type SwitchedProducer = z.infer<typeof SwitchedProducer>;

/** A producer, and whose it is. */
const ProducerRef = z.object({
  producerId: z.string(),
  participantId: z.string(),
});
export type ProducerRef = z.infer<typeof ProducerRef>;

/** The highest layer that anybody watches; null: nobody does. */
const WantedLayer = z.object({
  producerId: z.string(),
  spatialLayer: z.number().nullable(),
});
export type WantedLayer = z.infer<typeof WantedLayer>;

/** A consumer that is gone. */
const ClosedConsumer = z.object({
  consumerId: z.string(),
});
export type ClosedConsumer = z.infer<typeof ClosedConsumer>;

/** The layers that a consumer forwards now; null: none. */
const ForwardedLayers = z.object({
  consumerId: z.string(),
  spatialLayer: z.number().nullable(),
  temporalLayer: z.number().nullable(),
});
export type ForwardedLayers = z.infer<typeof ForwardedLayers>;

/** How well a consumer and its producer fare, 0 to 10. */
const Scores = z.object({
  consumerId: z.string(),
  score: z.number(),
  producerScore: z.number(),
});
export type Scores = z.infer<typeof Scores>;

/** A transport that ended by itself. */
const ClosedTransport = z.object({
  transportId: z.string(),
});
export type ClosedTransport = z.infer<typeof ClosedTransport>;

/** Another participant speaks above all others now, or nobody. */
const DominantSpeakerChanged = z.object({
  dominant: z.string().nullable(),
});
export type DominantSpeakerChanged = z.infer<typeof DominantSpeakerChanged>;

/** Somebody said something. */
const ChatDelivered = z.object({
  message: Message,
});
export type ChatDelivered = z.infer<typeof ChatDelivered>;

/** Why it is over. */
const Ended = z.object({
  code: z.string(),
  message: z.string(),
});
export type Ended = z.infer<typeof Ended>;

/** The participant that the caller was before its connection broke. */
export interface Resume {
  participantId: string;
  token: string;
}

/** Come into a room. */
export interface Join {
  code: string;
  microphone: boolean;
  camera: boolean;
  screen?: boolean;
  decodes?: readonly VideoCodec[];
  takeOver?: boolean;
  transports?: boolean;
  rtpCapabilities?: mediasoup.RtpCapabilities | null;
  resume?: Resume | null;
  lastMessageId?: number | null;
}

/** A page of those who are inside, from a participant on. */
export interface Roster {
  after?: string | null;
}

/** Nothing to say. */
export type Empty = Record<string, never>;

/** The caller's state, as its tile should show it. */
export interface Media {
  microphone?: boolean;
  camera?: boolean;
  screen?: boolean;
  limited?: Limit | null;
}

/** The path of this epoch carries everything. */
export interface ModeReady {
  epoch: number;
}

/** The path of this epoch could not be built. */
export interface ModeFailed {
  epoch: number;
  reason: string;
}

/** A report whether media has a way between the caller and a worker. */
export interface SfuProof {
  works: boolean;
}

/** Something for another browser. */
export interface P2PSignal {
  epoch: number;
  to: string;
  payload: P2PPayload;
}

/** Seen from the browser. */
export type Direction = "send" | "recv";

/** A new transport on the room's router. */
export interface TransportCreate {
  routerId: string;
  direction: Direction;
}

/** The browser's DTLS parameters. */
export interface TransportConnect {
  transportId: string;
  dtlsParameters: mediasoup.DtlsParameters;
}

/** One of the caller's transports. */
export interface TransportOnly {
  transportId: string;
}

/** A new source. */
export interface Produce {
  transportId: string;
  kind: "audio" | "video";
  source: Source;
  rtpParameters: mediasoup.RtpParameters;
  paused: boolean;
}

/** One of the caller's producers. */
export interface ProducerOnly {
  producerId: string;
}

/** Others' producers. */
export interface Consume {
  transportId: string;
  rtpCapabilities: mediasoup.RtpCapabilities;
  producerIds: readonly string[];
}

/** Some of the caller's consumers. */
export interface ConsumersOnly {
  consumerIds: readonly string[];
}

/** The highest layers worth sending. */
export interface ConsumerLayers {
  consumerId?: string;
  consumerIds?: readonly string[];
  spatialLayer: number;
  temporalLayer?: number;
}

/** The priority of consumers. */
export interface ConsumerPriority {
  consumerId?: string;
  consumerIds?: readonly string[];
  priority: number;
}

/** One of the caller's consumers. */
export interface ConsumerOnly {
  consumerId: string;
}

/** A message. */
export interface ChatSend {
  clientId: string;
  content: string;
}

/** A page of messages, on one side of a message. */
export interface ChatHistory {
  before?: number | null;
  after?: number | null;
  limit?: number;
}

/** Requests, by their names. */
export interface Requests {
  /** Come into a room, or back into it. */
  join: Join;
  /** Read a page of those who are inside. */
  "participants:page": Roster;
  /** Leave, if in a room. */
  leave: Empty;
  /** Say what is on and off, as one's tile shows it. */
  media: Media;
  /** Measure the way there and back. */
  ping: Empty;
  /** Report that the new path has it all. */
  "mode:ready": ModeReady;
  /** Report that there is no new path. */
  "mode:failed": ModeFailed;
  /** Report whether a worker can be reached. */
  "sfu:proof": SfuProof;
  /** Say something to another page. */
  "p2p:signal": P2PSignal;
  /** Create a transport to send or to receive on. */
  "sfu:transport:create": TransportCreate;
  /** Connect a transport. */
  "sfu:transport:connect": TransportConnect;
  /** Restart ICE, after a change of network. */
  "sfu:transport:restart": TransportOnly;
  /** Close a transport. */
  "sfu:transport:close": TransportOnly;
  /** Begin to send a source. */
  "sfu:produce": Produce;
  /** Pause a source. */
  "sfu:producer:pause": ProducerOnly;
  /** Resume a source. */
  "sfu:producer:resume": ProducerOnly;
  /** Stop sending a source. */
  "sfu:producer:close": ProducerOnly;
  /** Consume others' sources, each paused at first. */
  "sfu:consume": Consume;
  /** Resume consumers. */
  "sfu:consumer:resume": ConsumersOnly;
  /** Pause consumers. */
  "sfu:consumer:pause": ConsumersOnly;
  /** Close consumers. */
  "sfu:consumer:close": ConsumersOnly;
  /** Set the highest layers worth sending. */
  "sfu:consumer:layers": ConsumerLayers;
  /** Set what matters most when bandwidth is short. */
  "sfu:consumer:priority": ConsumerPriority;
  /** Request a key frame. */
  "sfu:consumer:keyframe": ConsumerOnly;
  /** Write a message: stored when this answers. */
  "chat:send": ChatSend;
  /** Read a page of messages before or after one. */
  "chat:history": ChatHistory;
}

/** Their results. */
export const results = {
  join: Joined,
  "participants:page": RosterPage,
  leave: z.object({}),
  media: z.object({}),
  ping: z.object({}),
  "mode:ready": z.object({}),
  "mode:failed": z.object({}),
  "sfu:proof": z.object({}),
  "p2p:signal": z.object({}),
  "sfu:transport:create": Transport,
  "sfu:transport:connect": z.object({}),
  "sfu:transport:restart": IceRestarted,
  "sfu:transport:close": z.object({}),
  "sfu:produce": Produced,
  "sfu:producer:pause": z.object({}),
  "sfu:producer:resume": z.object({}),
  "sfu:producer:close": z.object({}),
  "sfu:consume": Consumed,
  "sfu:consumer:resume": z.object({}),
  "sfu:consumer:pause": z.object({}),
  "sfu:consumer:close": z.object({}),
  "sfu:consumer:layers": z.object({}),
  "sfu:consumer:priority": z.object({}),
  "sfu:consumer:keyframe": z.object({}),
  "chat:send": Sent,
  "chat:history": History,
} as const;

/** Everything that the server says without being asked, by its name. */
export const serverEvents = {
  /** Somebody came in. */
  "participant:joined": ParticipantJoined,
  /** What others see of somebody changed; told to everybody, or all others. */
  "participant:updated": ParticipantUpdated,
  /** Somebody went. */
  "participant:left": Left,
  /** In a large room instead of these three: what became of people since this was told last. */
  "participants:changed": RosterChanged,
  /** How media travels from now on. */
  mode: Mode,
  /** All have the new path: the older one may go. */
  "mode:settled": ModeSettled,
  /** Another page says something. */
  "p2p:signal": SignalFrom,
  /** Somebody sends a source. */
  "sfu:producer:new": ProducerOpened,
  /** A source was paused. */
  "sfu:producer:paused": SwitchedProducer,
  /** A source goes on. */
  "sfu:producer:resumed": SwitchedProducer,
  /** A source ended. */
  "sfu:producer:closed": ProducerRef,
  /** To its owner: how much of a source anybody watches. */
  "sfu:producer:demand": WantedLayer,
  /** It is gone. */
  "sfu:consumer:closed": ClosedConsumer,
  /** The layers that it forwards changed. */
  "sfu:consumer:layers": ForwardedLayers,
  /** It fares so well. */
  "sfu:consumer:score": Scores,
  /** It ended by itself: a new one is needed. */
  "sfu:transport:closed": ClosedTransport,
  /** Somebody else speaks above all others, or nobody. */
  speakers: DominantSpeakerChanged,
  /** Somebody wrote something, oneself too. */
  "chat:message": ChatDelivered,
  /** One is out of the room. */
  "room:ended": Ended,
  /** One was signed out. */
  "session:ended": Ended,
} as const;

export type RequestName = keyof Requests;
export type Result<N extends RequestName> = z.infer<(typeof results)[N]>;
export type ServerEvent = keyof typeof serverEvents;
export type ServerPayload<E extends ServerEvent> = z.infer<(typeof serverEvents)[E]>;
