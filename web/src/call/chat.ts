// What is said in the call. Nothing written is lost: what could not be sent stays, and can be again.
import { Store } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { Message } from "~/protocol/generated";

import { cleaned } from "./messageText";
import type { ChatEntry, ChatView, Refusal } from "./view";

const EMPTY: ChatView = {
  entries: [],
  hasOlder: false,
  loadingOlder: false,
  olderFailed: false,
  unread: 0,
};

/** Reasons to send it once one is back in the room. */
const AWAY: readonly string[] = ["offline", "not_in_room", "room_elsewhere"];

interface Entry extends ChatEntry {
  id: number | null;
}

export class Chat {
  readonly view = new Store<ChatView>(EMPTY);
  /** What is being written: it stays while the chat is closed. */
  readonly draft = new Store("");
  readonly #requests: Requests;
  readonly #self: () => { userId: string; username: string };
  #entries: readonly Entry[] = [];
  #cursor: number | null = null;
  /** The last message before a gap: of those said after it, some have not come yet. */
  #gapAfter: number | null = null;
  #open = false;

  constructor(requests: Requests, self: () => { userId: string; username: string }) {
    this.#requests = requests;
    this.#self = self;
  }

  /** The newest message up to which all are known, for asking what came after it. */
  get lastId(): number | null {
    if (this.#gapAfter !== null) return this.#gapAfter;
    return this.#entries.reduce<number | null>(
      (last, { id }) => (id !== null && (last === null || id > last) ? id : last),
      null,
    );
  }

  /** What was said before one came in, or while one was away; `moreAfter`: and this was not all. */
  fill(messages: readonly Message[], cursor: number | null, resumed: boolean, moreAfter = false): void {
    if (!resumed || this.lastId === null) this.#cursor = cursor;
    this.#gapAfter = moreAfter ? (messages.at(-1)?.id ?? null) : null;
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
    const key = newId();
    const { userId, username } = this.#self();
    const createdAt = new Date().toISOString();
    this.#set([
      ...this.#entries,
      {
        id: null,
        key,
        userId,
        username,
        content: text,
        createdAt,
        state: "sending",
        refusal: null,
        own: true,
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
    this.#set(this.#entries.filter((other) => other !== entry));
  }

  setOpen(open: boolean): void {
    this.#open = open;
    if (open) this.view.update((view) => ({ ...view, unread: 0 }));
  }

  async loadOlder(): Promise<void> {
    if (this.#cursor === null || this.view.get().loadingOlder) return;
    this.view.update((view) => ({ ...view, loadingOlder: true, olderFailed: false }));
    let olderFailed = false;
    try {
      const page = await this.#requests.request("chat:history", { before: this.#cursor });
      this.#cursor = page.nextCursor;
      this.#merge(page.messages, false);
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
      if (entry?.state !== "sending") return;
      try {
        const request = { clientId: key, content: entry.content };
        const { message } = await this.#requests.request("chat:send", request);
        this.#merge([message], false);
      } catch (error) {
        const refusal = refusalOf(error);
        // Offline, or not back in the room yet, it stays "sending", and goes out once one is.
        if (AWAY.includes(refusal.code)) return;
        if (refusal.code !== "timeout") this.#change(key, { state: "failed", refusal });
      }
    }
  }

  #merge(messages: readonly Message[], countUnread: boolean): void {
    const own = this.#self().userId;
    const byKey = new Map(this.#entries.map((entry) => [entry.key, entry]));
    let news = 0;
    for (const message of messages) {
      const known = byKey.get(message.clientId);
      if (known?.state === "sent") continue;
      if (!known && message.userId !== own) news += 1;
      byKey.set(message.clientId, {
        id: message.id,
        key: message.clientId,
        userId: message.userId,
        username: message.username,
        content: message.content,
        createdAt: message.createdAt,
        state: "sent",
        refusal: null,
        own: message.userId === own,
      });
    }
    const unread = countUnread && !this.#open ? this.view.get().unread + news : this.view.get().unread;
    this.#set([...byKey.values()].sort(inOrder), unread);
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

/** A UUID, also where `randomUUID` is missing: on a page without HTTPS. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const variant = "89ab"[(bytes[8] ?? 0) >> 6] ?? "8";
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, `$1-$2-4$3-${variant}$4-$5`);
}

/** An answer that makes no sense is one too: what was written goes back to its writer. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof SignalingError) {
    const { code, message, field } = error;
    return { code, message, field };
  }
  return { code: "unexpected", message: "" };
}

/** As the server stored them; what is not stored yet comes last. */
function inOrder(a: Entry, b: Entry): number {
  if (a.id !== null && b.id !== null) return a.id - b.id;
  if (a.id !== null) return -1;
  if (b.id !== null) return 1;
  return a.createdAt < b.createdAt ? -1 : 1;
}
