// What the pages see of a call. Snapshots are immutable: what did not change keeps its identity.
import type { FieldError } from "~/lib/fieldError";
import type { Readable } from "~/lib/store";
import type { TrackKey } from "~/lib/trackKey";
import type { QualityIssue } from "~/rtc/quality/quality";
import type { VideoPolicy } from "~/rtc/videoPolicy";
import type { ModeName, Participant, RoomInfo } from "~/protocol/generated";

export type { ModeName, Participant, QualityIssue, RoomInfo, VideoPolicy };

export type CallPhase =
  | { name: "idle" }
  | { name: "joining" }
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
  source: "camera" | "screen";
  local: boolean;
  /** There is, or soon will be, a picture; otherwise show the avatar. */
  hasVideo: boolean;
  microphone: boolean;
  /** False while the server waits for this participant's connection to come back. */
  connected: boolean;
}

export type ChatState = "sending" | "sent" | "failed";

/** Why the server did not take a message: one of its codes, or `unexpected`. */
export interface Refusal {
  code: string;
  message: string;
  /** What is wrong with it, where it is that. */
  field?: FieldError | null;
}

export interface ChatEntry {
  /** Stable, also when a message that was being sent is sent. */
  key: string;
  userId: string;
  username: string;
  content: string;
  createdAt: string;
  state: ChatState;
  /** Why it failed. */
  refusal: Refusal | null;
  own: boolean;
}

export interface ChatView {
  entries: readonly ChatEntry[];
  hasOlder: boolean;
  loadingOlder: boolean;
  /** Older ones did not come when they were last asked for. */
  olderFailed: boolean;
  unread: number;
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
  readonly selfId: Readable<string | null>;
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
  /** The browser plays no sound before the person touches the page: offer a button. */
  readonly soundBlocked: Readable<boolean>;
  /** Whether a group would hear and see oneself; null while it was not tried. */
  readonly groupReady: Readable<boolean | null>;
  readonly quality: QualityView;

  join(): Promise<void>;
  leave(): void;
  setDraft(text: string): void;
  /** What was meant by it goes to everybody; says nothing for nothing. */
  send(content: string): void;
  retry(key: string): void;
  /** Makes a message that failed the draft again, before what is being written. */
  edit(key: string): void;
  loadOlder(): Promise<void>;
  /** While the chat is open nothing in it is unread. */
  setChatOpen(open: boolean): void;
  allowSound(): void;
  /** When bandwidth is short, this participant's pictures come first, before who speaks; null: nobody's. */
  prefer(participantId: string | null): void;
  /** Shows a tile's picture inside the element, until the returned function is called. */
  attach(tileId: TileId, container: HTMLElement): () => void;
  /** Loudness of a participant, 0 to 1, about ten times a second; not for React state. */
  onLevel(participantId: string, listener: (level: number) => void): () => void;
  /** Ends all: no track, connection, element or timer is left. */
  dispose(): void;
}
