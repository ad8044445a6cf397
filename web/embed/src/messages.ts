// What a page and the meeting in its frame say to each other. Each message says its version: what either side does not
// know, it passes over.

export type Theme = "system" | "light" | "dark";

export interface EmbeddedParticipant {
  /** Of this person in this meeting, as REST and events have it. */
  id: string;
  /** The id of their account; of somebody who came by a join token, that token's id. */
  userId: string;
  /** The id that the join token gives the person in front of this page; of others it is told to their pages alone. */
  externalId: string | null;
  name: string;
  role: "host" | "cohost" | "participant" | "viewer";
  /** Has no account. */
  guest: boolean;
  /** Is a program. */
  bot: boolean;
  /** Whether it is on. */
  microphone: boolean;
  camera: boolean;
  /** Presents. */
  screen: boolean;
  /** The place in the queue of raised hands, from 1; null: theirs is down. */
  hand: number | null;
  /** Where their picture is, which an `img` of this page may show; null: they have none. */
  picture: string | null;
  /** The person in front of this page. */
  self: boolean;
}

/** What the page asks of the meeting. */
export type EmbedCommand =
  | { type: "join" | "leave" | "mute" | "unmute" }
  | { type: "camera"; on: boolean }
  | { type: "theme"; theme: Theme }
  | { type: "language"; language: string };

/** What the meeting tells the page, by name. */
export interface EmbedEvents {
  /** It is there, before joining; it speaks that language, and can speak these. */
  ready: { language: string; languages: string[] };
  joined: { participantId: string; name: string };
  /** The person is out; null: by their own wish, else why, by a code that stays. */
  left: { code: string | null };
  /** Everybody inside as far as is known, the person in front of this page first. */
  participants: { participants: EmbeddedParticipant[]; count: number };
  muted: { muted: boolean };
  camera: { on: boolean };
  /** What it speaks, after one was asked for: one that it cannot speak leaves it as it is, and is an error too. */
  language: { language: string };
  /** Something did not come about; codes stay, words are for people. */
  error: { code: string; message: string };
  /** There is no meeting any more to come back to: the frame can go. */
  closed: { code: string };
}

export type EmbedEvent = { [N in keyof EmbedEvents]: { type: N } & EmbedEvents[N] }[keyof EmbedEvents];

export type Versioned<M> = M & { meetd: 1 };
