// Messages as the page keeps them: each once, in the state that is newest.
import type { Message, Reacted } from "~/protocol/generated";

import type { ChatEntry } from "./view";

export interface Entry extends ChatEntry {
  /** Grows with each change of a message; 0 before it is stored. */
  place: number;
}

/** A place among all messages and changes of the room. */
export const placeOf = ({ id, change }: Message): number => Math.max(id, change ?? 0);

export function entryOf(message: Message, own: string): Entry {
  const { id, clientId, userId, username, content, createdAt } = message;
  return {
    id,
    key: clientId,
    place: placeOf(message),
    userId,
    username,
    content,
    createdAt,
    state: "sent",
    refusal: null,
    own: userId === own,
    edited: message.edited ?? false,
    deleted: message.deleted ?? false,
    to: message.to ?? null,
    replyTo: message.replyTo ?? null,
    reactions: message.reactions ?? [],
    file: message.file ?? null,
  };
}

/** An entry after somebody reacted, or took that back. */
export function withReaction(entry: Entry, { change, emoji, count, userId, on }: Reacted, own: string): Entry {
  const known = entry.reactions.find((reaction) => reaction.emoji === emoji);
  const now = { emoji, count, own: userId === own ? on : (known?.own ?? false) };
  const reactions = known
    ? entry.reactions.map((reaction) => (reaction === known ? now : reaction))
    : [...entry.reactions, now];
  return { ...entry, place: change, reactions: reactions.filter((reaction) => reaction.count > 0) };
}

/** Entries that answer that message show it as it is now. */
export function withQuote(entry: Entry, quoted: Entry): Entry {
  if (entry.replyTo?.id !== quoted.id) return entry;
  const content = quoted.content.slice(0, 200);
  return content === entry.replyTo.content ? entry : { ...entry, replyTo: { ...entry.replyTo, content } };
}

/** As the server stored them; what is not stored yet comes last. */
export function inOrder(a: Entry, b: Entry): number {
  if (a.id !== null && b.id !== null) return a.id - b.id;
  if (a.id !== null) return -1;
  if (b.id !== null) return 1;
  return a.createdAt < b.createdAt ? -1 : 1;
}
