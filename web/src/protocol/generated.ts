// The wire, as the server's catalogue has it. Made by `python -m meetd.wire`: do not edit.
import type { types as mediasoup } from "mediasoup-client";

import { z } from "~/lib/zod";

/** Settings of a room, which its host chooses. */
const RoomSettings = z.object({
  access: z.string(),
  locked: z.boolean(),
  waitForHost: z.boolean(),
  limit: z.number().nullable(),
  history: z.string(),
  mayUnmute: z.boolean(),
  mayShowCamera: z.boolean(),
  mayPresent: z.boolean(),
  mayChat: z.boolean(),
  mayReact: z.boolean(),
  mayDraw: z.boolean().nullish(),
  mayShareFiles: z.boolean().nullish(),
  mayRename: z.boolean(),
  muteOnEntry: z.boolean(),
});
export type RoomSettings = z.infer<typeof RoomSettings>;

/** The room that one is in. Who leads it shows in its people. */
const RoomInfo = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  hostId: z.string(),
  settings: RoomSettings.nullish(),
});
export type RoomInfo = z.infer<typeof RoomInfo>;

/** The cause that keeps a browser from sending its pictures as good as they are asked for. */
const Limit = z.enum(["processor", "network"]);
export type Limit = z.infer<typeof Limit>;

/** A codec that a browser may be able to show. */
const VideoCodec = z.enum(["VP8", "VP9", "AV1", "H264"]);
export type VideoCodec = z.infer<typeof VideoCodec>;

/** The part that a person has in a room. */
const Role = z.enum(["host", "cohost", "participant", "viewer"]);
export type Role = z.infer<typeof Role>;

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
  role: Role.nullish(),
  guest: z.boolean().nullish(),
  hand: z.number().nullish(),
  spotlight: z.boolean().nullish(),
  pronouns: z.string().nullish(),
  bot: z.boolean().nullish(),
  picture: z.string().nullish(),
  companionOf: z.string().nullish(),
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

/** The one person whom a message is for, beside its author. */
const Addressee = z.object({
  userId: z.string(),
  username: z.string(),
});
export type Addressee = z.infer<typeof Addressee>;

/** The message that another one answers, as it is now. */
const Quote = z.object({
  id: z.number(),
  userId: z.string(),
  username: z.string(),
  content: z.string(),
});
export type Quote = z.infer<typeof Quote>;

/** How many people reacted to a message in one way, and whether its reader is one of them. */
const MessageReaction = z.object({
  emoji: z.string(),
  count: z.number(),
  own: z.boolean(),
});
export type MessageReaction = z.infer<typeof MessageReaction>;

/** The size of a small picture of a file, in pixels, by which there is a place for it. */
const Thumbnail = z.object({
  width: z.number(),
  height: z.number(),
});
export type Thumbnail = z.infer<typeof Thumbnail>;

/** A file that is in a message. */
const SharedFile = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
  thumbnail: Thumbnail.nullish(),
});
export type SharedFile = z.infer<typeof SharedFile>;

/** Something said in a room. */
const Message = z.object({
  id: z.number(),
  roomId: z.string(),
  userId: z.string(),
  username: z.string(),
  content: z.string(),
  createdAt: z.string(),
  clientId: z.string(),
  change: z.number().nullish(),
  edited: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  to: Addressee.nullish(),
  replyTo: Quote.nullish(),
  reactions: z.array(MessageReaction).nullish(),
  file: SharedFile.nullish(),
});
export type Message = z.infer<typeof Message>;

/** A timer that runs, for all. */
const Timer = z.object({
  seconds: z.number(),
  left: z.number(),
  byName: z.string(),
});
export type Timer = z.infer<typeof Timer>;

/** Somebody in a plan. */
const BreakoutPerson = z.object({
  userId: z.string(),
  name: z.string(),
  inside: z.boolean(),
});
export type BreakoutPerson = z.infer<typeof BreakoutPerson>;

/** A breakout room as somebody sees it. */
const Breakout = z.object({
  name: z.string(),
  code: z.string().nullable(),
  people: z.array(BreakoutPerson),
  expected: z.array(z.string()).nullish(),
});
export type Breakout = z.infer<typeof Breakout>;

/** Where those go who are put nowhere by hand. */
const Others = z.enum(["stay", "random", "choose"]);
export type Others = z.infer<typeof Others>;

/** All breakout rooms as somebody sees them. */
const Breakouts = z.object({
  open: z.boolean(),
  choice: z.boolean(),
  left: z.number().nullable(),
  rooms: z.array(Breakout),
  own: z.number().nullable(),
  others: Others.nullish(),
  seconds: z.number().nullish(),
});
export type Breakouts = z.infer<typeof Breakouts>;

/** Told to all in a breakout room: when it closes. */
const BreakoutTime = z.object({
  left: z.number(),
});
export type BreakoutTime = z.infer<typeof BreakoutTime>;

/** The room, as who came in finds it. */
const Joined = z.object({
  participantId: z.string(),
  resumeToken: z.string(),
  resumed: z.boolean(),
  room: RoomInfo,
  participants: z.array(Participant),
  participantsCursor: z.string().nullish(),
  participantCount: z.number().nullish(),
  hand: z.number().nullish(),
  username: z.string().nullish(),
  pronouns: z.string().nullish(),
  companionOf: z.string().nullish(),
  mode: Mode,
  transports: BothTransports.nullish(),
  iceServers: z.array(IceServer),
  messages: z.array(Message),
  nextCursor: z.number().nullable(),
  moreAfter: z.boolean(),
  role: Role.nullish(),
  permissions: z.array(z.string()).nullish(),
  timer: Timer.nullish(),
  breakouts: Breakouts.nullish(),
  breakout: BreakoutTime.nullish(),
  board: z.string().nullish(),
});
export type Joined = z.infer<typeof Joined>;

/** How it stands with somebody who asks to come in. */
const Knocked = z.object({
  admitted: z.boolean(),
  isLed: z.boolean(),
});
export type Knocked = z.infer<typeof Knocked>;

/** Some of those in a room, in the order of their ids, which is that of their coming. */
const RosterPage = z.object({
  participants: z.array(Participant),
  nextCursor: z.string().nullable(),
});
export type RosterPage = z.infer<typeof RosterPage>;

/** A transport without ICE and DTLS, that a bot of the worker's host sends SRTP to. */
const PlainTransportOptions = z.object({
  id: z.string(),
  ip: z.string(),
  port: z.number(),
  key: z.string(),
});
export type PlainTransportOptions = z.infer<typeof PlainTransportOptions>;

/** Whether something came over a transport without ICE, so that the worker knows where to. */
const Heard = z.object({
  heard: z.boolean(),
});
export type Heard = z.infer<typeof Heard>;

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

/** A file that its sender may upload now. */
const FileOffered = z.object({
  fileId: z.string(),
  key: z.string(),
  name: z.string(),
});
export type FileOffered = z.infer<typeof FileOffered>;

/** A file that may be downloaded now. */
const FileOpened = z.object({
  fileId: z.string(),
  key: z.string(),
});
export type FileOpened = z.infer<typeof FileOpened>;

/** A page of messages, oldest first. */
const History = z.object({
  messages: z.array(Message),
  nextCursor: z.number().nullable(),
});
export type History = z.infer<typeof History>;

/** Messages that have what was searched for, oldest first. */
const Found = z.object({
  messages: z.array(Message),
  nextCursor: z.number().nullable(),
});
export type Found = z.infer<typeof Found>;

/** Something that one may choose. */
const PollOption = z.object({
  text: z.string(),
  votes: z.number().nullable(),
});
export type PollOption = z.infer<typeof PollOption>;

/** How far a poll is. */
const PollState = z.enum(["draft", "open", "closed"]);
export type PollState = z.infer<typeof PollState>;

/** A poll as somebody sees it. */
const Poll = z.object({
  id: z.string(),
  question: z.string(),
  options: z.array(PollOption),
  several: z.boolean(),
  anonymous: z.boolean(),
  live: z.boolean(),
  state: PollState,
  change: z.number(),
  voters: z.number(),
});
export type Poll = z.infer<typeof Poll>;

/** What the caller chose in a poll, by places among its options. */
const OwnVote = z.object({
  pollId: z.string(),
  choices: z.array(z.number()),
});
export type OwnVote = z.infer<typeof OwnVote>;

/** A room's polls, the oldest first. */
const PollList = z.object({
  polls: z.array(Poll),
  votes: z.array(OwnVote),
});
export type PollList = z.infer<typeof PollList>;

/** The poll after a vote. */
const Voted = z.object({
  poll: Poll,
});
export type Voted = z.infer<typeof Voted>;

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

/** Somebody who asks to come in. */
const Knock = z.object({
  id: z.string(),
  username: z.string(),
  guest: z.boolean(),
  since: z.string(),
});
export type Knock = z.infer<typeof Knock>;

/** Told to those who may let them in: others ask to come in than before. */
const KnocksChanged = z.object({
  knocks: z.array(Knock),
  count: z.number(),
});
export type KnocksChanged = z.infer<typeof KnocksChanged>;

/** What became of a knock. */
const Answered = z.object({
  outcome: z.string(),
});
export type Answered = z.infer<typeof Answered>;

/** The room has another name, or other settings. */
const RoomChanged = z.object({
  room: RoomInfo,
});
export type RoomChanged = z.infer<typeof RoomChanged>;

/** Somebody changed a message, or deleted it. */
const ChatChanged = z.object({
  message: Message,
});
export type ChatChanged = z.infer<typeof ChatChanged>;

/** A reaction to a message, given or taken back. */
const Reacted = z.object({
  messageId: z.number(),
  change: z.number(),
  emoji: z.string(),
  count: z.number(),
  userId: z.string(),
  on: z.boolean(),
});
export type Reacted = z.infer<typeof Reacted>;

/** Something that somebody who leads did. */
const LedBy = z.object({
  action: z.string(),
  byId: z.string(),
  byName: z.string(),
  participantId: z.string().nullable(),
  username: z.string().nullable(),
  role: Role.nullable(),
});
export type LedBy = z.infer<typeof LedBy>;

/** Told to one alone: turn these off, which the server has. */
const MediaStopped = z.object({
  sources: z.array(z.string()),
});
export type MediaStopped = z.infer<typeof MediaStopped>;

/** Told to one alone: somebody asks them to turn their microphone or camera on. */
const MediaAsked = z.object({
  source: Source,
  byId: z.string(),
  byName: z.string(),
});
export type MediaAsked = z.infer<typeof MediaAsked>;

/** What one is, and all that one may do from now on. */
const NowPermitted = z.object({
  role: Role,
  permissions: z.array(z.string()),
});
export type NowPermitted = z.infer<typeof NowPermitted>;

/** A sign, and whose it is. */
const Given = z.object({
  participantId: z.string(),
  sign: z.string(),
});
export type Given = z.infer<typeof Given>;

/** Signs that some gave within a moment; those of more are left out. */
const Reactions = z.object({
  reactions: z.array(Given),
});
export type Reactions = z.infer<typeof Reactions>;

/** All that there is of a stroke. */
const DrawnStroke = z.object({
  id: z.string(),
  userId: z.string(),
  tool: z.string(),
  points: z.array(z.number()),
  text: z.string(),
});
export type DrawnStroke = z.infer<typeof DrawnStroke>;

/** A drawing, as those see it who come to it. */
const DrawingInfo = z.object({
  on: z.string(),
  allowed: z.boolean(),
  strokes: z.array(DrawnStroke),
});
export type DrawingInfo = z.infer<typeof DrawingInfo>;

/** Told to who comes in: all that is drawn. */
const DrawingsShown = z.object({
  drawings: z.array(DrawingInfo),
});
export type DrawingsShown = z.infer<typeof DrawingsShown>;

/** Some more of a stroke. */
const DrawnPiece = z.object({
  strokeId: z.string(),
  userId: z.string(),
  tool: z.string(),
  points: z.array(z.number()),
  text: z.string(),
});
export type DrawnPiece = z.infer<typeof DrawnPiece>;

/** Some drew more on one picture, or pointed at it. */
const Stroked = z.object({
  on: z.string(),
  pieces: z.array(DrawnPiece),
});
export type Stroked = z.infer<typeof Stroked>;

/** Somebody took a stroke of theirs back. */
const StrokeRemoved = z.object({
  on: z.string(),
  strokeId: z.string(),
});
export type StrokeRemoved = z.infer<typeof StrokeRemoved>;

/** Nothing is drawn any more. */
const DrawingCleared = z.object({
  on: z.string(),
});
export type DrawingCleared = z.infer<typeof DrawingCleared>;

/** Others than who presents may draw from now on, or may not. */
const DrawingAllowed = z.object({
  on: z.string(),
  allowed: z.boolean(),
});
export type DrawingAllowed = z.infer<typeof DrawingAllowed>;

/** Everybody sees the board from now on. */
const BoardOpened = z.object({
  by: z.string(),
});
export type BoardOpened = z.infer<typeof BoardOpened>;

/** Nobody sees the board any more; what is drawn on it stays. */
const BoardClosed = z.object({});
export type BoardClosed = z.infer<typeof BoardClosed>;

/** There is a new poll, or another state or other results of one. */
const PollChanged = z.object({
  poll: Poll,
});
export type PollChanged = z.infer<typeof PollChanged>;

/** A poll is gone, with its votes. */
const PollDeleted = z.object({
  pollId: z.string(),
});
export type PollDeleted = z.infer<typeof PollDeleted>;

/** Told to each in a room with breakouts: how they are now. */
const BreakoutsChanged = z.object({
  breakouts: Breakouts.nullable(),
});
export type BreakoutsChanged = z.infer<typeof BreakoutsChanged>;

/** Told to all, wherever they are: somebody who leads says something. */
const BreakoutsSaid = z.object({
  text: z.string(),
  byName: z.string(),
});
export type BreakoutsSaid = z.infer<typeof BreakoutsSaid>;

/** Told to those who lead, wherever they are: somebody asks for help. */
const HelpAsked = z.object({
  code: z.string(),
  roomName: z.string(),
  byName: z.string(),
});
export type HelpAsked = z.infer<typeof HelpAsked>;

/** Told to one in a breakout room: they belong elsewhere now. */
const BreakoutMoved = z.object({
  code: z.string().nullable(),
});
export type BreakoutMoved = z.infer<typeof BreakoutMoved>;

/** The timer was set, or stopped. */
const TimerChanged = z.object({
  timer: Timer.nullable(),
});
export type TimerChanged = z.infer<typeof TimerChanged>;

/** Told to one: they are to go to another room, where they need not ask. */
const MovedTo = z.object({
  code: z.string(),
  token: z.string().nullable(),
});
export type MovedTo = z.infer<typeof MovedTo>;

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
  pronouns?: string;
  companionOf?: string | null;
  picture?: string | null;
}

/** Ask to come into a room. */
export interface KnockAt {
  code: string;
}

/** Those who asked to come in; all of them where none are named. */
export interface KnocksOnly {
  knockIds?: readonly string[] | null;
}

/** Those who asked to come in, and whether they may ask again. */
export interface DenyKnocks {
  knockIds?: readonly string[] | null;
  block?: boolean;
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

/** What the caller is called in this meeting, and how they are spoken of. */
export interface Rename {
  username: string;
  pronouns?: string;
}

/** The caller's hand. */
export interface Hand {
  raised: boolean;
}

/** Whom the caller shares a physical room with, to be without sound; null: to have their own. */
export interface Companion {
  participantId: string | null;
}

/** A sign that somebody may give. */
export type Sign = "thumbsUp" | "heart" | "applause" | "laugh" | "surprise" | "party";

/** A sign that passes. */
export interface React {
  sign: Sign;
}

/** The one that all see large; null: nobody. */
export interface Spotlight {
  participantId: string | null;
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

/** Something that a page noticed. Its value is a number, of what is said with each. */
export type ReportedKind =
  | "stepSocket"
  | "stepJoined"
  | "stepTransports"
  | "stepConnected"
  | "stepFrame"
  | "pathUdp"
  | "pathTcp"
  | "pathRelayUdp"
  | "pathRelayTcp"
  | "pathRelayTls"
  | "mediaLost"
  | "lossDown"
  | "lossUp"
  | "voiceGaps"
  | "frozen"
  | "smaller"
  | "picturesAll"
  | "picturesScreens"
  | "picturesNone"
  | "microphoneChanged"
  | "cameraChanged"
  | "speakerChanged"
  | "microphoneFailed"
  | "cameraFailed";

/** Something that a page noticed, so many milliseconds before it says so. */
export interface QualityMoment {
  kind: ReportedKind;
  ago?: number;
  value?: number;
}

/** The way that media takes between a page and its other end. */
export type MediaWay = "udp" | "tcp" | "relayUdp" | "relayTcp" | "relayTls";

/** How media fares: percent of packets lost, kilobits per second, milliseconds. */
export interface MediaFigures {
  way: MediaWay | null;
  lossDown: number;
  lossUp: number;
  receives: number;
  sends: number;
  roundTrip: number;
}

/** How the caller's media fares: kinds and numbers, and nothing of what it shows. */
export interface ReportQuality {
  moments?: readonly QualityMoment[];
  figures?: MediaFigures | null;
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

/** The same without ICE and DTLS, for a bot on the worker's own host. */
export interface PlainTransportCreate {
  routerId: string;
  direction: Direction;
  key: string;
}

/** One of the caller's transports. */
export interface TransportOnly {
  transportId: string;
}

/** The browser's DTLS parameters. */
export interface TransportConnect {
  transportId: string;
  dtlsParameters: mediasoup.DtlsParameters;
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
  to?: string | null;
  replyTo?: number | null;
  fileId?: string | null;
}

/** A file that is to be uploaded. */
export interface FileOffer {
  name: string;
  size: number;
}

/** A message of the room. */
export interface MessageOnly {
  messageId: number;
}

/** Another text for one's own message. */
export interface ChatEdit {
  messageId: number;
  content: string;
}

/** A way to react to a message: one person once in each. */
export type Emoji = "👍" | "❤️" | "😂" | "😮" | "😢" | "🎉" | "👏" | "🙏";

/** A reaction to a message, or that it is taken back. */
export interface ChatReact {
  messageId: number;
  emoji: Emoji;
  on: boolean;
}

/** A page of messages: those before a message, or what came or was changed after a place. */
export interface ChatHistory {
  before?: number | null;
  after?: number | null;
  limit?: number;
}

/** Words that messages have, and the message before which they are looked for. */
export interface ChatSearch {
  words: string;
  before?: number | null;
  limit?: number;
}

/** Something to draw or point with. */
export type DrawingTool = "pen" | "arrow" | "text" | "laser";

/** A new stroke of the caller, or more of one. */
export interface DrawStroke {
  on: string;
  strokeId: string;
  tool: DrawingTool;
  at?: number;
  points: readonly number[];
  text?: string;
}

/** The picture that it is about: what this one presents, or `board`. */
export interface DrawOn {
  on: string;
}

/** Whether others may draw on what the caller presents. */
export interface DrawAllow {
  allowed: boolean;
}

/** Something that somebody sends; a screen goes with its sound. */
export interface StopSource {
  participantId: string;
  source: "microphone" | "camera" | "screen";
}

/** Something that somebody could send. */
export interface AskForSource {
  participantId: string;
  source: "microphone" | "camera";
}

/** Somebody who has to go. */
export interface Remove {
  participantId: string;
  block?: boolean;
}

/** Another role for somebody. */
export interface GiveRole {
  participantId: string;
  role: Role;
}

/** Somebody in the room. */
export interface PersonOnly {
  participantId: string;
}

/** Who comes into a room without having to ask. */
export type Access = "open" | "trusted" | "restricted";

/** The messages that somebody who comes later may read. */
export type ReadableHistory = "all" | "joined";

/** Those of the room's settings that are set while people are inside. */
export interface Rules {
  locked?: boolean;
  mayUnmute?: boolean;
  mayShowCamera?: boolean;
  mayPresent?: boolean;
  mayChat?: boolean;
  mayReact?: boolean;
  mayDraw?: boolean;
  mayShareFiles?: boolean;
  mayRename?: boolean;
  muteOnEntry?: boolean;
  access?: Access;
  waitForHost?: boolean;
  history?: ReadableHistory;
  limit?: number | null;
}

/** A question, and what one may answer. */
export interface CreatePoll {
  question: string;
  options: readonly string[];
  several?: boolean;
  anonymous?: boolean;
  live?: boolean;
  open?: boolean;
}

/** Whether a poll takes votes. */
export interface SetPollOpen {
  pollId: string;
  open: boolean;
}

/** A poll of the room. */
export interface PollOnly {
  pollId: string;
}

/** What the caller chooses, by places among the options; nothing: no more. */
export interface CastVote {
  pollId: string;
  choices: readonly number[];
}

/** How long the timer runs from now on. */
export interface SetTimer {
  seconds: number;
}

/** The rooms that there are to be, by their names; none: there are none any more. */
export interface PlanBreakouts {
  names: readonly string[];
  choice?: boolean;
  shuffle?: boolean;
  others?: Others;
  seconds?: number | null;
}

/** Somebody, and the place of their room; null: the main room. */
export interface AssignPerson {
  userId: string;
  room: number | null;
}

/** Somebody who has not come yet, and the place of their room; null: they are expected no more. */
export interface ExpectPerson {
  name: string;
  room: number | null;
}

/** The place of the room that the caller wants to be in; null: the main room. */
export interface ChooseBreakout {
  room: number | null;
}

/** How long they are open; null: until somebody closes them; without it as planned. */
export interface OpenBreakouts {
  seconds?: number | null;
}

/** How long they are open from now on. */
export interface CloseBreakoutsIn {
  seconds: number;
}

/** Something to all. */
export interface SayToBreakouts {
  text: string;
}

/** Requests, by their names. */
export interface Requests {
  /** Come into a room, or back into it. */
  join: Join;
  /** Ask to be let in, where `join` is refused with `must_ask`; `leave` ends it. */
  knock: KnockAt;
  /** Let in those who asked, or all. */
  "knocks:admit": KnocksOnly;
  /** Do not let in those who asked, or all. */
  "knocks:deny": DenyKnocks;
  /** Read a page of those who are inside. */
  "participants:page": Roster;
  /** Leave, if in a room. */
  leave: Empty;
  /** Say what is on and off, as one's tile shows it. */
  media: Media;
  /** Give oneself another name for this meeting, and say how one is spoken of. */
  rename: Rename;
  /** Raise one's hand, or lower it. */
  hand: Hand;
  /** Be without sound beside somebody in the same physical room, or with one's own. */
  companion: Companion;
  /** Give a sign that passes. */
  react: React;
  /** Show one of them large to all, or nobody. */
  spotlight: Spotlight;
  /** Measure the way there and back. */
  ping: Empty;
  /** Report that the new path has it all. */
  "mode:ready": ModeReady;
  /** Report that there is no new path. */
  "mode:failed": ModeFailed;
  /** Report whether a worker can be reached. */
  "sfu:proof": SfuProof;
  /** Report how one's media fares, once in ten seconds at most, for those who run the service. */
  quality: ReportQuality;
  /** Say something to another page. */
  "p2p:signal": P2PSignal;
  /** Create a transport to send or to receive on. */
  "sfu:transport:create": TransportCreate;
  /** Create one without ICE and DTLS: for a bot on the worker's own host, and nobody else. */
  "sfu:transport:plain": PlainTransportCreate;
  /** Ask whether something came over such a transport. */
  "sfu:transport:heard": TransportOnly;
  /** Connect a transport. */
  "sfu:transport:connect": TransportConnect;
  /** Restart ICE, after a change of network. */
  "sfu:transport:restart": TransportOnly;
  /** Close a transport. */
  "sfu:transport:close": TransportOnly;
  /** Begin to send a source, for which there is a permission of its own. */
  "sfu:produce": Produce;
  /** Pause a source. */
  "sfu:producer:pause": ProducerOnly;
  /** Resume a source, which takes the same. */
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
  /** Announce a file to be uploaded over REST, and then put into a message. */
  "file:offer": FileOffer;
  /** Get a key to the file of a message, to download it over REST. */
  "file:open": MessageOnly;
  /** Give one's own message another text. */
  "chat:edit": ChatEdit;
  /** Delete one's own message; whoever leads the meeting, anybody's. */
  "chat:delete": MessageOnly;
  /** React to a message, or take that back. */
  "chat:react": ChatReact;
  /** Read a page of messages before one, or of what came or was changed after one. */
  "chat:history": ChatHistory;
  /** Find messages that have some words, newest first in pages that are oldest first. */
  "chat:search": ChatSearch;
  /** Draw more on what somebody presents or on the board, or point at it. */
  "draw:stroke": DrawStroke;
  /** Take one's last stroke back. */
  "draw:undo": DrawOn;
  /** Take all strokes away, for who presents, opened the board, or leads. */
  "draw:clear": DrawOn;
  /** Say whether others may draw on what one presents. */
  "draw:allow": DrawAllow;
  /** Show everybody the room's board, to be drawn on. */
  "board:open": Empty;
  /** Put the board away, for who opened it or leads; where who opened it is gone, for who may present. */
  "board:close": Empty;
  /** Turn somebody's microphone, camera or screen off. */
  "people:stop": StopSource;
  /** Turn all microphones off, but one's own. */
  "people:mute": Empty;
  /** Ask somebody to turn their microphone or camera on. */
  "people:ask": AskForSource;
  /** Put somebody out, who comes in by themself no more; for good where they are blocked. */
  "people:remove": Remove;
  /** Give somebody another role. The host alone makes cohosts, or somebody else the host. */
  "people:role": GiveRole;
  /** Lower somebody's hand. */
  "people:hand": PersonOnly;
  /** Lower all hands. */
  "people:hands": Empty;
  /** Say what everybody may do who does not lead, and who comes in without asking, and how many. */
  "room:rules": Rules;
  /** End the meeting for everybody. */
  "room:end": Empty;
  /** List the polls that one may see, with what one chose. */
  "polls:list": Empty;
  /** Make a poll, open at once or for later. */
  "polls:create": CreatePoll;
  /** Open a poll, or close it, which shows its results to all. */
  "polls:open": SetPollOpen;
  /** Delete a poll, with its votes. */
  "polls:delete": PollOnly;
  /** Vote, in place of what one chose before. */
  "polls:vote": CastVote;
  /** Start the timer that all see, in place of another. */
  "timer:set": SetTimer;
  /** Let it run longer. */
  "timer:add": SetTimer;
  /** Stop it. */
  "timer:stop": Empty;
  /** Say which breakout rooms there are to be, and spread people over them. */
  "breakouts:plan": PlanBreakouts;
  /** Say to which room somebody belongs, who goes there at once where they are open. */
  "breakouts:assign": AssignPerson;
  /** Say to which room somebody belongs who has not come yet, as they will be known. */
  "breakouts:expect": ExpectPerson;
  /** Choose a room, where everybody may. */
  "breakouts:choose": ChooseBreakout;
  /** Open the rooms: all go to theirs. */
  "breakouts:open": OpenBreakouts;
  /** Say how long they are open from now on. */
  "breakouts:time": CloseBreakoutsIn;
  /** Close the rooms: all come back. */
  "breakouts:close": Empty;
  /** Say something to all, in every room; from any of them. */
  "breakouts:say": SayToBreakouts;
  /** In a breakout room: call those who lead. */
  "breakout:help": Empty;
}

/** Their results. */
export const results = {
  join: Joined,
  knock: Knocked,
  "knocks:admit": z.object({}),
  "knocks:deny": z.object({}),
  "participants:page": RosterPage,
  leave: z.object({}),
  media: z.object({}),
  rename: z.object({}),
  hand: z.object({}),
  companion: z.object({}),
  react: z.object({}),
  spotlight: z.object({}),
  ping: z.object({}),
  "mode:ready": z.object({}),
  "mode:failed": z.object({}),
  "sfu:proof": z.object({}),
  quality: z.object({}),
  "p2p:signal": z.object({}),
  "sfu:transport:create": Transport,
  "sfu:transport:plain": PlainTransportOptions,
  "sfu:transport:heard": Heard,
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
  "file:offer": FileOffered,
  "file:open": FileOpened,
  "chat:edit": Sent,
  "chat:delete": Sent,
  "chat:react": z.object({}),
  "chat:history": History,
  "chat:search": Found,
  "draw:stroke": z.object({}),
  "draw:undo": z.object({}),
  "draw:clear": z.object({}),
  "draw:allow": z.object({}),
  "board:open": z.object({}),
  "board:close": z.object({}),
  "people:stop": z.object({}),
  "people:mute": z.object({}),
  "people:ask": z.object({}),
  "people:remove": z.object({}),
  "people:role": z.object({}),
  "people:hand": z.object({}),
  "people:hands": z.object({}),
  "room:rules": z.object({}),
  "room:end": z.object({}),
  "polls:list": PollList,
  "polls:create": z.object({}),
  "polls:open": z.object({}),
  "polls:delete": z.object({}),
  "polls:vote": Voted,
  "timer:set": z.object({}),
  "timer:add": z.object({}),
  "timer:stop": z.object({}),
  "breakouts:plan": z.object({}),
  "breakouts:assign": z.object({}),
  "breakouts:expect": z.object({}),
  "breakouts:choose": z.object({}),
  "breakouts:open": z.object({}),
  "breakouts:time": z.object({}),
  "breakouts:close": z.object({}),
  "breakouts:say": z.object({}),
  "breakout:help": z.object({}),
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
  /** To those who may let them in: who asks to come in, and how many do. */
  knocks: KnocksChanged,
  /** To who asked to come in: `admitted`, so that `join` lets them in, or not. */
  "knock:answered": Answered,
  /** The room has another name, or other settings. */
  "room:changed": RoomChanged,
  /** Somebody changed or deleted a message. */
  "chat:changed": ChatChanged,
  /** Somebody reacted to a message, or took that back. */
  "chat:reacted": Reacted,
  /** Somebody who leads did something; told to all. */
  "people:led": LedBy,
  /** To one: these were turned off, so turn them off. */
  "media:stopped": MediaStopped,
  /** To one: somebody asks for their voice or picture. */
  "media:asked": MediaAsked,
  /** To one: what they are and may do from now on. */
  permissions: NowPermitted,
  /** Some gave signs that pass, oneself too. */
  reactions: Reactions,
  /** To who comes in, where something is drawn, and to who comes back, always: all of it; to all, as the board is opened: what is on it. */
  "draw:shown": DrawingsShown,
  /** Some drew more or pointed, oneself too. */
  "draw:stroked": Stroked,
  /** Somebody took a stroke back. */
  "draw:removed": StrokeRemoved,
  /** Nothing is drawn there any more. */
  "draw:cleared": DrawingCleared,
  /** Others than who presents may draw from now on, or may not. */
  "draw:allowed": DrawingAllowed,
  /** Everybody sees the board from now on. */
  "board:opened": BoardOpened,
  /** The board is put away, with all that is drawn on it. */
  "board:closed": BoardClosed,
  /** There is a new poll, or votes or another state of one, as far as one may see that. */
  "poll:changed": PollChanged,
  /** A poll is gone, with its votes. */
  "poll:deleted": PollDeleted,
  /** In the main room, to each as they may see it: how the breakout rooms are now. */
  "breakouts:changed": BreakoutsChanged,
  /** To all, in every room: somebody who leads says something. */
  "breakouts:said": BreakoutsSaid,
  /** To those who lead, in every room: somebody in a breakout room asks for help. */
  "breakouts:help": HelpAsked,
  /** In a breakout room: when it closes. */
  "breakout:time": BreakoutTime,
  /** In a breakout room, to one: they belong to another room now, or to the main room. */
  "breakout:moved": BreakoutMoved,
  /** The timer was set, or stopped. */
  "timer:changed": TimerChanged,
  /** To one: they are to go to another room. Without an account they are let in there by the join token. */
  "room:moved": MovedTo,
  /** One is out of the room. */
  "room:ended": Ended,
  /** One was signed out. */
  "session:ended": Ended,
} as const;

export type RequestName = keyof Requests;
export type Result<N extends RequestName> = z.infer<(typeof results)[N]>;
export type ServerEvent = keyof typeof serverEvents;
export type ServerPayload<E extends ServerEvent> = z.infer<(typeof serverEvents)[E]>;
