// Answers of the REST API, as the server has them. Made by `python -m meetd.wire`: do not edit.
import type { types as mediasoup } from "mediasoup-client";

import { z } from "~/lib/zod";

/** Something that happened in a meeting, as it is stored. */
const LogLine = z.object({
  id: z.number(),
  at: z.string(),
  action: z.string(),
  userId: z.string().nullable(),
  name: z.string().nullable(),
  guest: z.boolean(),
  byName: z.string().nullable(),
  role: z.string().nullable(),
});
export type LogLine = z.infer<typeof LogLine>;

/** A page of a room's log, newest first, and the line before which the next page begins. */
const LogAnswer = z.object({
  items: z.array(LogLine),
  nextCursor: z.number().nullable(),
});
export type LogAnswer = z.infer<typeof LogAnswer>;

/** The service, as it is before signing in. */
const ServiceAnswer = z.object({
  registration: z.enum(["open", "closed"]),
});
export type ServiceAnswer = z.infer<typeof ServiceAnswer>;

/** An account, as its owner sees it. */
const User = z.object({
  id: z.string(),
  email: z.string(),
  username: z.string(),
  createdAt: z.string(),
});
export type User = z.infer<typeof User>;

/** The account that is signed in. */
const UserAnswer = z.object({
  user: User,
  admin: z.literal(true).optional(),
  picture: z.string().optional(),
});
export type UserAnswer = z.infer<typeof UserAnswer>;

/** A sign-in on a device. */
const Session = z.object({
  id: z.string(),
  device: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string(),
  expiresAt: z.string(),
  current: z.boolean(),
});
export type Session = z.infer<typeof Session>;

/** All sign-ins of an account. */
const SessionsAnswer = z.object({
  items: z.array(Session),
});
export type SessionsAnswer = z.infer<typeof SessionsAnswer>;

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

/** When a meeting is. */
const Schedule = z.object({
  startsAt: z.string(),
  zone: z.string(),
  minutes: z.number(),
  rule: z.string().nullable(),
  sequence: z.number(),
});
export type Schedule = z.infer<typeof Schedule>;

/** A place to meet. */
const Room = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  hostId: z.string(),
  url: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  settings: RoomSettings.nullish(),
  schedule: Schedule.nullish(),
  nextAt: z.string().nullish(),
  externalId: z.string().nullish(),
});
export type Room = z.infer<typeof Room>;

/** A page of rooms, and where the next begins. */
const RoomsAnswer = z.object({
  items: z.array(Room),
  nextCursor: z.string().nullable(),
});
export type RoomsAnswer = z.infer<typeof RoomsAnswer>;

/** A room of somebody else's that the caller was in, or is invited to, and since when. */
const VisitAnswer = z.object({
  room: Room,
  at: z.string(),
});
export type VisitAnswer = z.infer<typeof VisitAnswer>;

/** A page of those, and where the next begins. */
const VisitsAnswer = z.object({
  items: z.array(VisitAnswer),
  nextCursor: z.string().nullable(),
});
export type VisitsAnswer = z.infer<typeof VisitsAnswer>;

/** Meetings whose time is now or is to come, the next one first. */
const AgendaAnswer = z.object({
  items: z.array(Room),
});
export type AgendaAnswer = z.infer<typeof AgendaAnswer>;

/** The address of a calendar that other programs may read: whoever has it can. */
const CalendarAnswer = z.object({
  url: z.string(),
});
export type CalendarAnswer = z.infer<typeof CalendarAnswer>;

/** Who is invited: emails and usernames, in small letters. */
const InvitationsAnswer = z.object({
  invitees: z.array(z.string()),
});
export type InvitationsAnswer = z.infer<typeof InvitationsAnswer>;

/** Somebody whom a room keeps out for good. */
const BlockedPerson = z.object({
  id: z.string(),
  username: z.string().nullable(),
  guest: z.boolean(),
});
export type BlockedPerson = z.infer<typeof BlockedPerson>;

/** Who is kept out of a room for good, the last one first. */
const BlockedAnswer = z.object({
  items: z.array(BlockedPerson),
});
export type BlockedAnswer = z.infer<typeof BlockedAnswer>;

/** A breakout room that there is to be, and who belongs there. */
const PlannedBreakout = z.object({
  name: z.string(),
  people: z.array(z.string()),
});
export type PlannedBreakout = z.infer<typeof PlannedBreakout>;

/** Where those go who are put nowhere by hand. */
const Others = z.enum(["stay", "random", "choose"]);
export type Others = z.infer<typeof Others>;

/** The breakout rooms that there are to be; none: nobody planned any. */
const BreakoutPlanAnswer = z.object({
  rooms: z.array(PlannedBreakout),
  others: Others,
  seconds: z.number().nullable(),
});
export type BreakoutPlanAnswer = z.infer<typeof BreakoutPlanAnswer>;

/** A guest of a room, as they see themself. */
const GuestAnswer = z.object({
  id: z.string(),
  name: z.string(),
  invited: z.boolean().nullish(),
  picture: z.string().nullish(),
  externalId: z.string().nullish(),
});
export type GuestAnswer = z.infer<typeof GuestAnswer>;

/** A guest of a room, who is one from now on. */
const EnteredAnswer = z.object({
  id: z.string(),
  name: z.string(),
  invited: z.boolean().nullish(),
  picture: z.string().nullish(),
  externalId: z.string().nullish(),
  session: z.string().nullish(),
});
export type EnteredAnswer = z.infer<typeof EnteredAnswer>;

/** A room, as who has no account finds it. */
const DoorAnswer = z.object({
  code: z.string(),
  name: z.string().nullable(),
  asks: z.boolean(),
  guest: GuestAnswer.nullable(),
  nextAt: z.string().nullish(),
});
export type DoorAnswer = z.infer<typeof DoorAnswer>;

/** Somebody in a meeting, beside whom the caller may come in as a companion. */
const PersonPresent = z.object({
  participantId: z.string(),
  name: z.string(),
});
export type PersonPresent = z.infer<typeof PersonPresent>;

/** Who is in a meeting already, as far as the caller may know. */
const PresentAnswer = z.object({
  count: z.number().nullable(),
  names: z.array(z.string()),
  people: z.array(PersonPresent).nullish(),
});
export type PresentAnswer = z.infer<typeof PresentAnswer>;

/** A server, as RTCPeerConnection takes it. */
const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});
export type IceServer = z.infer<typeof IceServer>;

/** A transport on a worker that sends back what comes over its data channel. */
const EchoAnswer = z.object({
  iceParameters: z.custom<mediasoup.IceParameters>(),
  iceCandidates: z.custom<mediasoup.IceCandidate[]>(),
  dtlsParameters: z.custom<mediasoup.DtlsParameters>(),
});
export type EchoAnswer = z.infer<typeof EchoAnswer>;

/** What a browser needs to see whether meetings will reach it. */
const CheckAnswer = z.object({
  iceServers: z.array(IceServer),
  echo: EchoAnswer.nullable(),
});
export type CheckAnswer = z.infer<typeof CheckAnswer>;

/** Somebody's picture, by which it is fetched. */
const PictureAnswer = z.object({
  picture: z.string(),
});
export type PictureAnswer = z.infer<typeof PictureAnswer>;

/** A file that is here now, for its sender to put into a message. */
const FileAnswer = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.string(),
  size: z.number(),
});
export type FileAnswer = z.infer<typeof FileAnswer>;

/** The size of a thumbnail that is here now, in pixels. */
const ThumbnailAnswer = z.object({
  width: z.number(),
  height: z.number(),
});
export type ThumbnailAnswer = z.infer<typeof ThumbnailAnswer>;

/** A key by which a program acts for an account. */
const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.string()).nullish(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  origins: z.array(z.string()).nullish(),
});
export type ApiKey = z.infer<typeof ApiKey>;

/** A page of an account's keys, newest first, and where the next begins. */
const KeysAnswer = z.object({
  items: z.array(ApiKey),
  nextCursor: z.string().nullish(),
});
export type KeysAnswer = z.infer<typeof KeysAnswer>;

/** A key that was made, and what opens: nobody can show that again. */
const NewKeyAnswer = z.object({
  key: ApiKey,
  secret: z.string(),
});
export type NewKeyAnswer = z.infer<typeof NewKeyAnswer>;

/** A place that events are sent to. */
const WebhookAnswer = z.object({
  id: z.string(),
  url: z.string(),
  types: z.array(z.string()),
  description: z.string(),
  enabled: z.boolean(),
  everyRoom: z.boolean(),
  createdAt: z.string(),
  waiting: z.number(),
  failing: z.number(),
  dead: z.number().nullish(),
});
export type WebhookAnswer = z.infer<typeof WebhookAnswer>;

/** All webhooks of an account, the oldest first. */
const WebhooksAnswer = z.object({
  items: z.array(WebhookAnswer),
});
export type WebhooksAnswer = z.infer<typeof WebhooksAnswer>;

/** A webhook, and the secret that signs what it sends, which is told this once. */
const NewWebhookAnswer = z.object({
  webhook: WebhookAnswer,
  secret: z.string(),
});
export type NewWebhookAnswer = z.infer<typeof NewWebhookAnswer>;

/** The secret that signs from now on, which is told this once. The one before signs too, for a day. */
const WebhookSecretAnswer = z.object({
  secret: z.string(),
  formerUntil: z.string(),
});
export type WebhookSecretAnswer = z.infer<typeof WebhookSecretAnswer>;

/** What became of a message that was sent to try it out. */
const AttemptAnswer = z.object({
  delivered: z.boolean(),
  status: z.number().nullable(),
  error: z.string().nullable(),
  milliseconds: z.number(),
});
export type AttemptAnswer = z.infer<typeof AttemptAnswer>;

/** Something that happened in a room. */
const LoggedEvent = z.object({
  seq: z.number(),
  type: z.string(),
  timestamp: z.string(),
  roomId: z.string(),
  roomCode: z.string(),
  meetingId: z.string().nullable(),
  data: z.custom<Record<string, unknown>>(),
});
export type LoggedEvent = z.infer<typeof LoggedEvent>;

/** An event that did not arrive for three days, and is not sent again by itself. */
const DeadLetterAnswer = z.object({
  event: LoggedEvent,
  diedAt: z.string(),
  attempts: z.number(),
  lastStatus: z.number().nullable(),
  lastError: z.string(),
  replaying: z.boolean(),
});
export type DeadLetterAnswer = z.infer<typeof DeadLetterAnswer>;

/** Dead letters in the order of the events, and the number after which the next page begins. */
const DeadLettersAnswer = z.object({
  items: z.array(DeadLetterAnswer),
  nextCursor: z.number().nullable(),
});
export type DeadLettersAnswer = z.infer<typeof DeadLettersAnswer>;

/** How many are sent again. */
const ReplayAnswer = z.object({
  count: z.number(),
});
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

/** A media worker. */
const ServerWorker = z.object({
  index: z.number(),
  state: z.string(),
  cpu: z.number(),
  sends: z.number(),
  routers: z.number(),
  carried: z.number(),
});
export type ServerWorker = z.infer<typeof ServerWorker>;

/** A server of the service. */
const ServiceNode = z.object({
  name: z.string(),
  answers: z.boolean(),
  version: z.string(),
  uptime: z.number(),
  draining: z.boolean(),
  rooms: z.number(),
  people: z.number(),
  workers: z.array(ServerWorker),
});
export type ServiceNode = z.infer<typeof ServiceNode>;

/** All servers. */
const ServersAnswer = z.object({
  items: z.array(ServiceNode),
});
export type ServersAnswer = z.infer<typeof ServersAnswer>;

/** The way that media travels. */
const ModeName = z.enum(["p2p", "sfu"]);
export type ModeName = z.infer<typeof ModeName>;

/** A room that somebody is in. */
const OpenRoom = z.object({
  code: z.string(),
  name: z.string(),
  mode: ModeName,
  people: z.number(),
  server: z.string(),
});
export type OpenRoom = z.infer<typeof OpenRoom>;

/** The rooms that somebody is in, the largest first, up to 200. */
const OpenRoomsAnswer = z.object({
  items: z.array(OpenRoom),
  count: z.number(),
});
export type OpenRoomsAnswer = z.infer<typeof OpenRoomsAnswer>;

/** The part that a person has in a room. */
const Role = z.enum(["host", "cohost", "participant", "viewer"]);
export type Role = z.infer<typeof Role>;

/** Somebody who is in a meeting: one person in one tab. */
const LiveParticipant = z.object({
  id: z.string(),
  userId: z.string(),
  name: z.string(),
  externalId: z.string().nullable(),
  guest: z.boolean(),
  bot: z.boolean(),
  role: Role,
  joinedAt: z.string(),
  microphone: z.boolean(),
  camera: z.boolean(),
  screen: z.boolean(),
  hand: z.number().nullable(),
  connected: z.boolean(),
});
export type LiveParticipant = z.infer<typeof LiveParticipant>;

/** The cause that keeps a browser from sending its pictures as good as they are asked for. */
const Limit = z.enum(["processor", "network"]);
export type Limit = z.infer<typeof Limit>;

/** The way that media takes between a page and its other end. */
const MediaWay = z.enum(["udp", "tcp", "relayUdp", "relayTcp", "relayTls"]);
export type MediaWay = z.infer<typeof MediaWay>;

/** How media fares: percent of packets lost, kilobits per second, milliseconds. */
const MediaFigures = z.object({
  way: MediaWay.nullable(),
  lossDown: z.number(),
  lossUp: z.number(),
  receives: z.number(),
  sends: z.number(),
  roundTrip: z.number(),
});
export type MediaFigures = z.infer<typeof MediaFigures>;

/** Somebody who is in a meeting, and how their media fares. */
const WatchedParticipant = z.object({
  participant: LiveParticipant,
  limited: Limit.nullable(),
  figures: MediaFigures.nullable(),
});
export type WatchedParticipant = z.infer<typeof WatchedParticipant>;

/** A page of those who are inside, in the order of their coming, and where the next begins. */
const WatchedParticipantsAnswer = z.object({
  items: z.array(WatchedParticipant),
  count: z.number(),
  nextCursor: z.string().nullable(),
});
export type WatchedParticipantsAnswer = z.infer<typeof WatchedParticipantsAnswer>;

/** Something that happened, as it is stored. */
const TimelineLine = z.object({
  id: z.number(),
  at: z.string(),
  participantId: z.string().nullable(),
  userId: z.string().nullable(),
  name: z.string().nullable(),
  guest: z.boolean(),
  kind: z.string(),
  value: z.number(),
  address: z.string().nullish(),
});
export type TimelineLine = z.infer<typeof TimelineLine>;

/** A page of timelines, the newest first, and the line before which the next page begins. */
const TimelinesAnswer = z.object({
  items: z.array(TimelineLine),
  nextCursor: z.number().nullable(),
});
export type TimelinesAnswer = z.infer<typeof TimelinesAnswer>;

/** An account, as those see it who run the service. */
const ServiceAccount = z.object({
  id: z.string(),
  email: z.string(),
  username: z.string(),
  createdAt: z.string(),
  admin: z.boolean(),
});
export type ServiceAccount = z.infer<typeof ServiceAccount>;

/** A page of accounts by their names, and the name behind which the next page begins. */
const AccountsAnswer = z.object({
  items: z.array(ServiceAccount),
  nextCursor: z.string().nullable(),
});
export type AccountsAnswer = z.infer<typeof AccountsAnswer>;

/** Something that an admin did, or wanted to. */
const AdminLogLine = z.object({
  id: z.number(),
  at: z.string(),
  adminId: z.string(),
  adminName: z.string(),
  action: z.string(),
  roomCode: z.string().nullable(),
  about: z.string().nullable(),
  refused: z.string().nullable(),
  aboutName: z.string().nullish(),
});
export type AdminLogLine = z.infer<typeof AdminLogLine>;

/** What admins did, the newest first, and the line before which the next page begins. */
const AdminLogAnswer = z.object({
  items: z.array(AdminLogLine),
  nextCursor: z.number().nullable(),
});
export type AdminLogAnswer = z.infer<typeof AdminLogAnswer>;

/** A message that was stored. */
const NewMessageAnswer = z.object({
  id: z.number(),
  createdAt: z.string(),
});
export type NewMessageAnswer = z.infer<typeof NewMessageAnswer>;

/** What servers had to do in a step of time. */
const ServiceSample = z.object({
  at: z.string(),
  people: z.number(),
  rooms: z.number(),
  streams: z.number(),
  sends: z.number(),
  serverCpu: z.number(),
  workersCpu: z.number(),
  busiestCpu: z.number(),
  measured: z.number(),
  lossDown: z.number(),
  lossUp: z.number(),
});
export type ServiceSample = z.infer<typeof ServiceSample>;

/** What servers had to do, step by step. Steps in which none ran are left out; of the time from `begins` to `ends` there are 300 at most. */
const SamplesAnswer = z.object({
  begins: z.string(),
  ends: z.string(),
  step: z.number(),
  servers: z.array(z.string()),
  items: z.array(ServiceSample),
});
export type SamplesAnswer = z.infer<typeof SamplesAnswer>;

/** What a limit counts in. */
const LimitUnit = z.enum(["count", "bytes", "seconds", "days", "megabits", "perSecond", "perMinute"]);
export type LimitUnit = z.infer<typeof LimitUnit>;

/** A limit that holds. */
const LimitInForce = z.object({
  name: z.string(),
  value: z.number(),
  unit: LimitUnit,
  variable: z.string().nullable(),
});
export type LimitInForce = z.infer<typeof LimitInForce>;

/** The limits that hold. */
const LimitsAnswer = z.object({
  items: z.array(LimitInForce),
});
export type LimitsAnswer = z.infer<typeof LimitsAnswer>;

/** A place that somebody's events are sent to. */
const AdminWebhook = z.object({
  id: z.string(),
  owner: z.string(),
  place: z.string(),
  description: z.string(),
  enabled: z.boolean(),
  everyRoom: z.boolean(),
  createdAt: z.string(),
  waiting: z.number(),
  failing: z.number(),
  dead: z.number(),
});
export type AdminWebhook = z.infer<typeof AdminWebhook>;

/** A page of webhooks, the newest first, and where the next page begins. */
const AdminWebhooksAnswer = z.object({
  items: z.array(AdminWebhook),
  nextCursor: z.string().nullable(),
});
export type AdminWebhooksAnswer = z.infer<typeof AdminWebhooksAnswer>;

/** An event that did not arrive for three days, and is not sent again by itself. */
const AdminDeadLetter = z.object({
  seq: z.number(),
  type: z.string(),
  timestamp: z.string(),
  roomCode: z.string(),
  diedAt: z.string(),
  attempts: z.number(),
  lastStatus: z.number().nullable(),
  lastError: z.string(),
  replaying: z.boolean(),
});
export type AdminDeadLetter = z.infer<typeof AdminDeadLetter>;

/** Dead letters in the order of the events, and the number after which the next page begins. */
const AdminDeadLettersAnswer = z.object({
  items: z.array(AdminDeadLetter),
  nextCursor: z.number().nullable(),
});
export type AdminDeadLettersAnswer = z.infer<typeof AdminDeadLettersAnswer>;

/** Answers, by their names. */
export const answers = {
  LogAnswer,
  ServiceAnswer,
  UserAnswer,
  SessionsAnswer,
  Room,
  RoomsAnswer,
  VisitsAnswer,
  AgendaAnswer,
  CalendarAnswer,
  InvitationsAnswer,
  BlockedAnswer,
  BreakoutPlanAnswer,
  GuestAnswer,
  EnteredAnswer,
  DoorAnswer,
  PresentAnswer,
  CheckAnswer,
  PictureAnswer,
  FileAnswer,
  ThumbnailAnswer,
  KeysAnswer,
  NewKeyAnswer,
  ApiKey,
  WebhookAnswer,
  WebhooksAnswer,
  NewWebhookAnswer,
  WebhookSecretAnswer,
  AttemptAnswer,
  DeadLettersAnswer,
  ReplayAnswer,
  ServersAnswer,
  OpenRoomsAnswer,
  WatchedParticipantsAnswer,
  TimelinesAnswer,
  AccountsAnswer,
  AdminLogAnswer,
  NewMessageAnswer,
  ServiceAccount,
  SamplesAnswer,
  LimitsAnswer,
  AdminWebhooksAnswer,
  AdminDeadLettersAnswer,
} as const;
