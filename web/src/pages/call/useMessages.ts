// What the menu of a message does.
import { useMemo, useState } from "react";

import { refusalOf } from "~/call/refusal";
import type { CallView, ChatEntry, Emoji } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { fieldTextOf, textOf } from "~/text/errors";
import { toast } from "~/ui/toast";

export interface MessageDoings {
  /** Whether others' messages may be deleted too. */
  leads: boolean;
  writes: boolean;
  reacts: boolean;
  retry: (key: string) => void;
  /** What could not be sent is being written again. */
  giveBack: (key: string) => void;
  react: (entry: ChatEntry, emoji: Emoji, on: boolean) => void;
  reply: (entry: ChatEntry) => void;
  replyPrivately: (entry: ChatEntry) => void;
  edit: (entry: ChatEntry) => void;
  remove: (entry: ChatEntry) => void;
  read: (entry: ChatEntry) => Promise<Blob>;
  thumbnail: (entry: ChatEntry) => Promise<Blob>;
  jump: (id: number) => void;
}

export interface MessagesInHand {
  doings: MessageDoings;
  /** To be deleted, once that is confirmed. */
  removing: ChatEntry | null;
  setRemoving: (entry: ChatEntry | null) => void;
}

export function useMessages(call: CallView, focus: () => void, jump: (id: number) => void): MessagesInHand {
  const permissions = useReadable(call.leading.permissions);
  const [removing, setRemoving] = useState<ChatEntry | null>(null);
  const doings = useMemo<MessageDoings>(() => {
    const { messages } = call;
    const answer = (entry: ChatEntry, isPrivate: boolean): void => {
      const { userId, username } = entry;
      const other = entry.own ? entry.to : { userId, username };
      messages.compose({ editing: null, replyTo: entry, to: isPrivate || entry.to ? other : null });
      focus();
    };
    return {
      leads: permissions.has("moderate"),
      writes: permissions.has("chat"),
      reacts: permissions.has("react"),
      retry: (key) => call.retry(key),
      giveBack: (key) => {
        call.edit(key);
        focus();
      },
      react: (entry, emoji, on) => void messages.react(entry, emoji, on).catch(say),
      reply: (entry) => answer(entry, false),
      replyPrivately: (entry) => answer(entry, true),
      edit: (entry) => {
        messages.compose({ editing: entry, replyTo: null });
        focus();
      },
      remove: setRemoving,
      read: (entry) => call.files.read(entry),
      thumbnail: (entry) => call.files.thumbnail(entry),
      jump,
    };
  }, [call, permissions, focus, jump]);
  return { doings, removing, setRemoving };
}

export function say(error: unknown): void {
  toast(reasonOf(error));
}

export function reasonOf(error: unknown): string {
  const { code, message, field } = refusalOf(error);
  return code === "invalid_request" ? fieldTextOf(field, message) : textOf(code, message || undefined);
}
