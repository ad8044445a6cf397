// What is said in the call. Nothing written is lost: what could not be sent stays, and can be again.
// Longer than other files: sending, hearing and filling gaps share one list and its places.
import { newId } from "~/lib/newId";
import { Store } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { Emoji, Found, Message, Reacted } from "~/protocol/generated";

import { entryOf, inOrder, placeOf, withQuote, withReaction, type Entry } from "./chatEntries";
import { cleaned } from "./messageText";
import { refusalOf } from "./refusal";
import type { ChatEntry, ChatPerson, ChatView, Composing, MessageActions, Refusal, SharedFile } from "./view";

const EMPTY: ChatView = {
  entries: [],
  hasOlder: false,
  loadingOlder: false,
  olderFailed: false,
  unread: 0,
};

/** Reasons to send it once one is back in the room. */
const AWAY: readonly string[] = ["offline", "not_in_room", "room_elsewhere"];

const TO_ALL: Composing = { editing: null, replyTo: null, to: null };
/** Messages of a page, while a certain one is looked for. */
const REACH = 200;
/** While the server cannot store anything. */
const RESEND_AFTER_MS = 2000;

export class Chat implements MessageActions {
  readonly view = new Store<ChatView>(EMPTY);
  /** What is being written: it stays while the chat is closed. */
  readonly draft = new Store("");
  readonly composing = new Store<Composing>(TO_ALL);
  readonly #requests: Requests;
  readonly #self: () => { userId: string; username: string };
  /** The id of somebody inside. */
  readonly #participant: (userId: string) => string | undefined;
  #entries: readonly Entry[] = [];
  #cursor: number | null = null;
  /** The last message before a gap: of those said after it, some have not come yet. */
  #gapAfter: number | null = null;
  /** Of all that was heard of, also of messages that are not shown. */
  #lastPlace: number | null = null;
  /** Those that wait to be sent again. */
  readonly #waiting = new Set<string>();
  #open = false;

  constructor(
    requests: Requests,
    self: () => { userId: string; username: string },
    participant: (userId: string) => string | undefined = () => undefined,
  ) {
    this.#requests = requests;
    this.#self = self;
    this.#participant = participant;
  }

  /** The place up to which all messages and changes are known, for asking what came after it. */
  get lastId(): number | null {
    return this.#gapAfter ?? this.#lastPlace;
  }

  /** What was said before one came in, or while one was away; `moreAfter`: and this was not all. */
  fill(messages: readonly Message[], cursor: number | null, resumed: boolean, moreAfter = false): void {
    if (!resumed || this.lastId === null) this.#cursor = cursor;
    const last = messages.at(-1);
    this.#gapAfter = moreAfter && last ? placeOf(last) : null;
    this.view.update((view) => ({ ...view, olderFailed: false }));
    this.#merge(messages, resumed);
    void this.#closeGap();
    for (const entry of this.#entries) if (entry.state === "sending") void this.#deliver(entry.key);
  }

  receive(message: Message): void {
    this.#merge([message], true);
  }

  send(content: string): void {
    const text = cleaned(content);
    if (!text) return;
    const { replyTo, to } = this.composing.get();
    this.compose({ replyTo: null });
    this.#say(text, to, replyTo?.id ? { ...replyTo, id: replyTo.id } : null, null);
  }

  /** A file that was uploaded, for who it was meant for then. */
  sendFile(file: SharedFile, to: ChatPerson | null): void {
    this.#say(file.name, to, null, file);
  }

  #say(text: string, to: ChatPerson | null, replyTo: Entry["replyTo"], file: SharedFile | null): void {
    const key = newId();
    this.#set([
      ...this.#entries,
      {
        ...this.#self(),
        id: null,
        key,
        place: 0,
        content: text,
        createdAt: new Date().toISOString(),
        state: "sending",
        refusal: null,
        own: true,
        edited: false,
        deleted: false,
        to,
        replyTo,
        reactions: [],
        file,
      },
    ]);
    void this.#deliver(key);
  }

  retry(key: string): void {
    this.#change(key, { state: "sending", refusal: null });
    void this.#deliver(key);
  }

  edit(key: string): void {
    const entry = this.#entries.find((other) => other.key === key);
    if (entry?.state !== "failed") return;
    this.draft.update((text) => (text.trim() ? `${entry.content}\n${text}` : entry.content));
    const replyTo = this.#entries.find(({ id }) => id !== null && id === entry.replyTo?.id) ?? null;
    this.compose({ to: entry.to, replyTo, editing: null });
    this.#set(this.#entries.filter((other) => other !== entry));
  }

  compose(change: Partial<Composing>): void {
    this.composing.update((composing) => ({ ...composing, ...change }));
  }

  async change({ id }: ChatEntry, content: string): Promise<void> {
    if (id === null) return;
    const { message } = await this.#requests.request("chat:edit", { messageId: id, content: cleaned(content) });
    this.replace(message);
  }

  async remove({ id }: ChatEntry): Promise<void> {
    if (id === null) return;
    const { message } = await this.#requests.request("chat:delete", { messageId: id });
    this.replace(message);
  }

  async react({ id }: ChatEntry, emoji: Emoji, on: boolean): Promise<void> {
    if (id !== null) await this.#requests.request("chat:react", { messageId: id, emoji, on });
  }

  search(words: string, before: number | null): Promise<Found> {
    return this.#requests.request("chat:search", { words, before });
  }

  async reach(id: number): Promise<boolean> {
    const isThere = (): boolean => this.#entries.some((entry) => entry.id === id);
    while (!isThere() && this.#cursor !== null && this.#cursor > id) {
      const cursor = this.#cursor;
      await this.loadOlder(REACH);
      if (this.#cursor === cursor) return false;
    }
    return isThere();
  }

  /** A message was changed; one that is not shown is not shown for that. */
  replace(message: Message): void {
    this.#merge([message], false);
  }

  reacted(reacted: Reacted): void {
    this.#hear(reacted.change);
    const own = this.#self().userId;
    this.#set(
      this.#entries.map((entry) =>
        entry.id === reacted.messageId && entry.place < reacted.change ? withReaction(entry, reacted, own) : entry,
      ),
    );
  }

  setOpen(open: boolean): void {
    this.#open = open;
    if (open) this.view.update((view) => ({ ...view, unread: 0 }));
  }

  async loadOlder(limit?: number): Promise<void> {
    if (this.#cursor === null || this.view.get().loadingOlder) return;
    this.view.update((view) => ({ ...view, loadingOlder: true, olderFailed: false }));
    let olderFailed = false;
    try {
      const page = await this.#requests.request("chat:history", {
        before: this.#cursor,
        ...(limit === undefined ? {} : { limit }),
      });
      this.#cursor = page.nextCursor;
      this.#merge(page.messages, false, true);
    } catch {
      olderFailed = true;
    } finally {
      this.view.update((view) => ({ ...view, loadingOlder: false, olderFailed }));
    }
  }

  /** Page by page, until nothing is missing. What is still missing when it fails, a rejoin asks for. */
  async #closeGap(): Promise<void> {
    while (this.#gapAfter !== null) {
      const after = this.#gapAfter;
      try {
        const page = await this.#requests.request("chat:history", { after, limit: 200 });
        if (this.#gapAfter !== after) return;
        this.#gapAfter = page.nextCursor;
        this.#merge(page.messages, true);
      } catch (error) {
        if (!(error instanceof SignalingError)) throw error;
        if (error.code !== "timeout") return;
      }
    }
  }

  /** Until it is stored or refused; the same id again is the same message. */
  async #deliver(key: string): Promise<void> {
    for (;;) {
      const entry = this.#entries.find((other) => other.key === key);
      if (entry?.state !== "sending" || this.#waiting.has(key)) return;
      try {
        const { content, to, replyTo, file } = entry;
        const request = {
          clientId: key,
          content,
          ...(to ? { to: this.#participant(to.userId) ?? to.userId } : {}),
          ...(replyTo ? { replyTo: replyTo.id } : {}),
          ...(file ? { fileId: file.id } : {}),
        };
        const { message } = await this.#requests.request("chat:send", request);
        this.#merge([message], false);
      } catch (error) {
        const refusal = refusalOf(error);
        // Offline, or not back in the room yet, it stays "sending", and goes out once one is.
        if (AWAY.includes(refusal.code)) return;
        if (refusal.code === "unavailable") await this.#wait(key, refusal);
        else if (refusal.code !== "timeout") this.#change(key, { state: "failed", refusal });
      }
    }
  }

  /** It is not sent yet, and will be. */
  async #wait(key: string, refusal: Refusal): Promise<void> {
    this.#change(key, { refusal });
    this.#waiting.add(key);
    await new Promise((resolve) => setTimeout(resolve, RESEND_AFTER_MS));
    this.#waiting.delete(key);
  }

  /** `older`: they come before all that are shown. */
  #merge(messages: readonly Message[], countUnread: boolean, older = false): void {
    const own = this.#self().userId;
    const first = older ? 0 : this.#firstShown;
    const byKey = new Map(this.#entries.map((entry) => [entry.key, entry]));
    let news = 0;
    const changed: Entry[] = [];
    for (const message of messages) {
      // A page of older ones may be ahead of what is told in order.
      if (!older) this.#hear(placeOf(message));
      const known = byKey.get(message.clientId);
      const entry = entryOf(message, own);
      if (known?.state === "sent") {
        if (entry.place <= known.place) continue;
        changed.push(entry);
      } else if (message.id < first && !known) {
        // It was changed, and comes with those among which it was said.
        changed.push(entry);
        continue;
      }
      if (!known && message.userId !== own) news += 1;
      byKey.set(message.clientId, entry);
    }
    const unread = countUnread && !this.#open ? this.view.get().unread + news : this.view.get().unread;
    const entries = [...byKey.values()].map((entry) => changed.reduce(withQuote, entry));
    this.#set(entries.sort(inOrder), unread);
  }

  /** The id from which on all messages are shown: older ones are to be loaded. */
  get #firstShown(): number {
    return this.#cursor ?? 0;
  }

  #hear(place: number): void {
    this.#lastPlace = Math.max(this.#lastPlace ?? 0, place);
  }

  #change(key: string, change: Partial<Entry>): void {
    this.#set(this.#entries.map((entry) => (entry.key === key ? { ...entry, ...change } : entry)));
  }

  #set(entries: readonly Entry[], unread = this.view.get().unread): void {
    this.#entries = entries;
    this.view.update((view) => ({
      ...view,
      entries,
      unread,
      hasOlder: this.#cursor !== null,
    }));
  }
}
