// What the pages see of a call. Snapshots are immutable: what did not change keeps its identity.
import type { FieldError } from "~/lib/fieldError";
import type { Readable } from "~/lib/store";
import type { TrackKey } from "~/lib/trackKey";
import type { QualityIssue } from "~/rtc/quality/quality";
import type { VideoPolicy } from "~/rtc/videoPolicy";
import type {
  KnocksChanged,
  Emoji,
  Found,
  MessageReaction,
  ModeName,
  Participant,
  Quote,
  Role,
  RoomInfo,
  Sign,
  SharedFile,
} from "~/protocol/generated";

import type { ActivitiesView } from "./activities";
import type { BoardView } from "./board";
import type { BreakoutsView } from "./breakouts";
import type { DrawingsView } from "./drawings";
import type { LeadingView } from "./leading";
import type { OnReaction } from "./reactions";

export type { Emoji, Found, ModeName, Participant, QualityIssue, Role, RoomInfo, Sign, VideoPolicy };

export type CallPhase =
  | { name: "idle" }
  | { name: "joining" }
  /** Somebody has to let them in; `isLed`: somebody who can is there. */
  | { name: "waiting"; isLed: boolean }
  | { name: "inCall" }
  | { name: "left" }
  /** `code` is one of the server's codes, or `offline`. */
  | { name: "failed"; code: string; message: string };

/** connecting: never was connected · reconnecting: was, and will be again by itself. */
export type LinkState = "connecting" | "connected" | "reconnecting";

/** stands: nothing comes or goes any more · unknown: it has not shown yet. */
export type MediaState = "flows" | "unknown" | "stands";

export type TileId = TrackKey<"camera" | "screen">;

export interface Tile {
  id: TileId;
  participantId: string;
  userId: string;
  username: string;
  /** How they are spoken of; empty where they did not say so. */
  pronouns: string;
  /** The hash of the picture that stands for them. */
  picture: string | null;
  source: "camera" | "screen";
  local: boolean;
  /** There is, or soon will be, a picture; otherwise show the avatar. */
  hasVideo: boolean;
  microphone: boolean;
  /** False while the server waits for this participant's connection to come back. */
  connected: boolean;
  role: Role;
  /** Has no account. */
  guest: boolean;
  /** A program. */
  bot: boolean;
  /** The place in the queue of raised hands, from 1; null while it is down, and of a screen. */
  hand: number | null;
  /** Large for all who have pinned nobody. */
  spotlight: boolean;
  /** Whose computer has the sound in the physical room that they share; null: their own. */
  companionOf: string | null;
  /** The name of that person, where it is known. */
  beside: string | null;
}

/** What somebody is called in a meeting, and how they are spoken of. */
export interface Called {
  username: string;
  pronouns: string;
}

export type ChatState = "sending" | "sent" | "failed";

/** Why the server did not take a message: one of its codes, or `unexpected`. */
export interface Refusal {
  code: string;
  message: string;
  /** What is wrong with it, where it is that. */
  field?: FieldError | null;
}

export interface ChatPerson {
  userId: string;
  username: string;
}

export interface ChatEntry {
  /** Stable, also when a message that was being sent is sent. */
  key: string;
  /** Null before it is stored. */
  id: number | null;
  userId: string;
  username: string;
  content: string;
  createdAt: string;
  state: ChatState;
  /** Why it failed, or is not sent yet. */
  refusal: Refusal | null;
  own: boolean;
  edited: boolean;
  deleted: boolean;
  /** The one other person whom it is for; null: everybody. */
  to: ChatPerson | null;
  /** What it answers; its content is empty once that is deleted. */
  replyTo: Quote | null;
  reactions: readonly MessageReaction[];
  file: SharedFile | null;
}

export type { SharedFile };

/** A file on its way into the chat. */
export interface Upload {
  key: string;
  name: string;
  size: number;
  /** As much of it as is there, 0 to 1. */
  part: number;
  state: "waiting" | "sending" | "failed";
  /** Why it failed. */
  code: string;
}

export interface FileActions {
  readonly uploads: Readable<readonly Upload[]>;
  /** Sends them, each as a message of its own; `to`: for one person alone. */
  add(files: Iterable<File>, to: ChatPerson | null): void;
  retry(key: string): void;
  cancel(key: string): void;
  /** Fetches the file of a message. */
  read(entry: ChatEntry): Promise<Blob>;
  /** And its thumbnail, where it has one. */
  thumbnail(entry: ChatEntry): Promise<Blob>;
}

/** What is being written is this, and for whom. */
export interface Composing {
  /** Another text for this message of one's own. */
  editing: ChatEntry | null;
  replyTo: ChatEntry | null;
  to: ChatPerson | null;
}

export interface ChatView {
  entries: readonly ChatEntry[];
  hasOlder: boolean;
  loadingOlder: boolean;
  /** Older ones did not come when they were last asked for. */
  olderFailed: boolean;
  unread: number;
}

/** What can be done with messages that are there. All of it fails with a SignalingError. */
export interface MessageActions {
  readonly composing: Readable<Composing>;
  compose(change: Partial<Composing>): void;
  /** Gives one's own message another text. */
  change(entry: ChatEntry, content: string): Promise<void>;
  remove(entry: ChatEntry): Promise<void>;
  react(entry: ChatEntry, emoji: Emoji, on: boolean): Promise<void>;
  /** The newest that have these words, before a message. */
  search(words: string, before: number | null): Promise<Found>;
  /** Loads older ones until that one is there; false where it is not. */
  reach(id: number): Promise<boolean>;
}

export interface QualityView {
  /** Which pictures are received: fewer while the connection is too slow for them, and then again all. */
  readonly policy: Readable<VideoPolicy>;
  /** What is wrong with the picture of a tile; null while it is good. */
  issue(tileId: TileId): Readable<QualityIssue | null>;
  /** Tries for all pictures now. */
  retry(): void;
}

export interface CallView {
  readonly phase: Readable<CallPhase>;
  readonly room: Readable<RoomInfo | null>;
  /** Those who ask to come in, for who may let them. */
  readonly knocks: Readable<KnocksChanged>;
  readonly selfId: Readable<string | null>;
  /** One's own. */
  readonly role: Readable<Role>;
  readonly mode: Readable<ModeName>;
  readonly link: Readable<LinkState>;
  /** What becomes of pictures and voices while `link` is reconnecting. */
  readonly media: Readable<MediaState>;
  /** Everybody but oneself, in the order of joining. */
  readonly participants: Readable<readonly Participant[]>;
  /** How many they are: in a large room more than are known, until all pages are read. */
  readonly others: Readable<number>;
  /** False until then. */
  readonly isRosterWhole: boolean;
  /** Screens first, then cameras: oneself last. */
  readonly tiles: Readable<readonly Tile[]>;
  readonly dominantSpeaker: Readable<string | null>;
  readonly chat: Readable<ChatView>;
  /** What is being written. */
  readonly draft: Readable<string>;
  readonly messages: MessageActions;
  readonly files: FileActions;
  /** The browser plays no sound before the person touches the page: offer a button. */
  readonly soundBlocked: Readable<boolean>;
  /** Whether a group would hear and see oneself; null while it was not tried. */
  readonly groupReady: Readable<boolean | null>;
  readonly quality: QualityView;
  readonly leading: LeadingView;
  readonly activities: ActivitiesView;
  readonly breakouts: BreakoutsView;
  readonly drawings: DrawingsView;
  readonly board: BoardView;
  /** The number of one's own raised hand; null while it is down. */
  readonly hand: Readable<number | null>;
  /** Beside whom one is without sound, in the same physical room; null: one has one's own. */
  readonly companionOf: Readable<string | null>;
  /** What one is called here. */
  readonly called: Readable<Called>;

  join(): Promise<void>;
  /** Lets in those who asked, or all. */
  admit(knockIds?: string[]): Promise<void>;
  /** Does not let them in. */
  /** For good, where they are blocked. */
  deny(knockIds: string[], block?: boolean): Promise<void>;
  leave(): void;
  setDraft(text: string): void;
  /** What was meant by it goes to those whom `messages.composing` names; says nothing for nothing. */
  send(content: string): void;
  retry(key: string): void;
  /** Makes a message that failed the draft again, before what is being written. */
  edit(key: string): void;
  loadOlder(): Promise<void>;
  /** While the chat is open nothing in it is unread. */
  setChatOpen(open: boolean): void;
  allowSound(): void;
  /** Asks for the word, or does not any more: it is so once the server says so. */
  raiseHand(raised: boolean): void;
  /** Is called otherwise from now on, here. Raises SignalingError. */
  rename(called: Called): Promise<void>;
  /** Is without sound from now on, in one physical room with somebody; null: with one's own. Raises SignalingError. */
  accompany(participantId: string | null): Promise<void>;
  /** Shows one large to all, or nobody; for who leads. */
  spotlight(participantId: string | null): void;
  /** Gives a sign that passes; too many are left out. */
  react(sign: Sign): void;
  onReaction(listener: OnReaction): () => void;
  /** When bandwidth is short, this participant's pictures come first, before who speaks; null: nobody's. */
  prefer(participantId: string | null): void;
  /** Shows a tile's picture inside the element, until the returned function is called. */
  attach(tileId: TileId, container: HTMLElement): () => void;
  /** Loudness of a participant, 0 to 1, about ten times a second; not for React state. */
  onLevel(participantId: string, listener: (level: number) => void): () => void;
  /** Ends all: no track, connection, element or timer is left. */
  dispose(): void;
}
