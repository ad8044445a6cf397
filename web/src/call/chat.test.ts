import { describe, expect, it, vi } from "vitest";

import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import { results, type Message, type RequestName } from "~/protocol/generated";

import { Chat } from "./chat";

const SELF = { userId: "me", username: "me" };

function message(id: number, more: Partial<Message> = {}): Message {
  return {
    id,
    roomId: "room",
    userId: "ada",
    username: "ada",
    content: `number ${id}`,
    createdAt: new Date(id * 1000).toISOString(),
    clientId: `client ${id}`,
    ...more,
  };
}

interface Asked {
  event: string;
  data: Record<string, unknown>;
  answer: (value: object) => void;
  fail: (code: string) => void;
}

/** A server that answers when the test says so. */
function server(): { asked: Asked[]; requests: Requests } {
  const asked: Asked[] = [];
  const requests = {
    request: (event: RequestName, data: object) =>
      new Promise((resolve, reject) => {
        asked.push({
          event,
          data: data as Record<string, unknown>,
          answer: (value) => resolve(Promise.resolve(value).then((raw) => results[event].parse(raw))),
          fail: (code) => reject(new SignalingError(code, code)),
        });
      }),
  } as unknown as Requests;
  return { asked, requests };
}

function opened(): { chat: Chat; asked: Asked[] } {
  const { asked, requests } = server();
  return { chat: new Chat(requests, () => SELF), asked };
}

const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
const contents = (chat: Chat): string[] => chat.view.get().entries.map(({ content }) => content);
const states = (chat: Chat): string[] => chat.view.get().entries.map(({ state }) => state);

/** What the server stored of a request. */
const stored = (ask: Asked | undefined, id: number): Message =>
  message(id, {
    ...SELF,
    clientId: String(ask?.data["clientId"]),
    content: String(ask?.data["content"]),
  });

describe("sending", () => {
  it("shows a message at once, and as sent when it is stored", async () => {
    const { chat, asked } = opened();
    chat.send("  hello \n");
    expect(contents(chat)).toEqual(["hello"]);
    expect(states(chat)).toEqual(["sending"]);
    asked[0]?.answer({ message: stored(asked[0], 7) });
    await soon();
    expect(states(chat)).toEqual(["sent"]);
    expect(chat.lastId).toBe(7);
  });

  it("shows it once, though it comes back as a message too", async () => {
    const { chat, asked } = opened();
    chat.send("hello");
    chat.receive(stored(asked[0], 7));
    asked[0]?.answer({ message: stored(asked[0], 7) });
    await soon();
    expect(contents(chat)).toEqual(["hello"]);
    expect(chat.view.get().unread).toBe(0);
  });

  it("says nothing for nothing", () => {
    const { chat, asked } = opened();
    chat.send(" \n ");
    expect(asked).toEqual([]);
    expect(contents(chat)).toEqual([]);
  });

  it("keeps what the server refused, and sends it again with the same id", async () => {
    const { chat, asked } = opened();
    chat.send("hello");
    asked[0]?.fail("too_many_requests");
    await soon();
    expect(states(chat)).toEqual(["failed"]);
    chat.retry(chat.view.get().entries[0]?.key ?? "");
    expect(states(chat)).toEqual(["sending"]);
    expect(asked[1]?.data).toEqual(asked[0]?.data);
  });

  it("says why it was refused, and gives it back to be changed", async () => {
    const { chat, asked } = opened();
    chat.send("first");
    chat.send("second");
    asked[0]?.fail("too_many_requests");
    asked[1]?.fail("invalid_request");
    await soon();
    const [first, second] = chat.view.get().entries;
    expect([first?.refusal?.code, second?.refusal?.code]).toEqual(["too_many_requests", "invalid_request"]);
    chat.draft.set("third");
    chat.edit(second?.key ?? "");
    expect(chat.draft.get()).toBe("second\nthird");
    chat.draft.set(" ");
    chat.edit(first?.key ?? "");
    expect(chat.draft.get()).toBe("first");
    expect(contents(chat)).toEqual([]);
    chat.send(chat.draft.get());
    expect(asked[2]?.data["content"]).toBe("first");
    expect(asked[2]?.data["clientId"]).not.toBe(asked[0]?.data["clientId"]);
  });

  it("gives back what was answered with nonsense", async () => {
    const { chat, asked } = opened();
    chat.send("hello");
    asked[0]?.answer({});
    await soon();
    expect(chat.view.get().entries[0]).toMatchObject({ state: "failed", refusal: { code: "unexpected" } });
    chat.retry(chat.view.get().entries[0]?.key ?? "");
    expect(chat.view.get().entries[0]).toMatchObject({ state: "sending", refusal: null });
    // While it may arrive it is not to be changed.
    chat.edit(chat.view.get().entries[0]?.key ?? "");
    expect(contents(chat)).toEqual(["hello"]);
  });

  it("sends what was meant by what was pasted", () => {
    const { chat, asked } = opened();
    chat.send("a line\vanother\0 ");
    expect(contents(chat)).toEqual(["a line\nanother"]);
    expect(asked[0]?.data["content"]).toBe("a line\nanother");
  });

  it("sends without what browsers have on secure pages only", () => {
    vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const { chat, asked } = opened();
    chat.send("hello");
    vi.unstubAllGlobals();
    expect(asked[0]?.data["clientId"]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  it.each(["offline", "not_in_room", "room_elsewhere"])(
    "sends again after coming back, when it was %s",
    async (away) => {
      const { chat, asked } = opened();
      chat.fill([], null, false);
      chat.send("hello");
      asked[0]?.fail(away);
      await soon();
      expect(states(chat)).toEqual(["sending"]);
      chat.fill([], null, true);
      expect(asked[1]?.data).toEqual(asked[0]?.data);
    },
  );

  it("sends again by itself when no answer came, until one does", async () => {
    const { chat, asked } = opened();
    chat.send("hello");
    for (const turn of [0, 1]) {
      asked[turn]?.fail("timeout");
      await soon();
      expect(states(chat)).toEqual(["sending"]);
      expect(asked[turn + 1]?.data).toEqual(asked[0]?.data);
    }
    asked[2]?.answer({ message: stored(asked[2], 7) });
    await soon();
    expect(states(chat)).toEqual(["sent"]);
    expect(asked).toHaveLength(3);
  });

  it("says that it is not sent yet while nothing can be stored, and sends it once", async () => {
    vi.useFakeTimers();
    const { chat, asked } = opened();
    chat.send("hello");
    asked[0]?.fail("unavailable");
    await vi.advanceTimersByTimeAsync(1000);
    expect(chat.view.get().entries[0]).toMatchObject({ state: "sending", refusal: { code: "unavailable" } });
    // Coming back meanwhile makes it no more than one.
    chat.fill([], null, true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
    expect(asked[1]?.data).toEqual(asked[0]?.data);
    asked[1]?.answer({ message: stored(asked[1], 7) });
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    expect(chat.view.get().entries[0]).toMatchObject({ state: "sent", refusal: null });
    expect(asked).toHaveLength(2);
  });

  it("does not send again what turns out to have arrived", async () => {
    const { chat, asked } = opened();
    chat.send("hello");
    asked[0]?.fail("offline");
    await soon();
    chat.fill([stored(asked[0], 3)], null, true);
    chat.send("without an answer");
    chat.receive(stored(asked[1], 4));
    asked[1]?.fail("timeout");
    await soon();
    expect(asked).toHaveLength(2);
    expect(states(chat)).toEqual(["sent", "sent"]);
  });
});

describe("receiving", () => {
  it("stands in the order of the server, what is being sent last", () => {
    const { chat } = opened();
    chat.send("mine");
    chat.receive(message(2));
    chat.receive(message(1));
    expect(contents(chat)).toEqual(["number 1", "number 2", "mine"]);
  });

  it("counts what others say while it is closed", () => {
    const { chat } = opened();
    chat.fill([message(1)], null, false);
    expect(chat.view.get().unread).toBe(0);
    chat.receive(message(2));
    chat.receive(message(2));
    chat.receive(message(3, { ...SELF }));
    expect(chat.view.get().unread).toBe(1);
    chat.setOpen(true);
    chat.receive(message(4));
    expect(chat.view.get().unread).toBe(0);
  });

  it("counts what was said while one was away", () => {
    const { chat } = opened();
    chat.fill([message(1)], null, false);
    chat.fill([message(2), message(3)], null, true);
    expect(chat.view.get().unread).toBe(2);
  });
});

describe("history", () => {
  it("goes back page by page until there is no more", async () => {
    const { chat, asked } = opened();
    chat.fill([message(5), message(6)], 5, false);
    expect(chat.view.get().hasOlder).toBe(true);
    const first = chat.loadOlder();
    void chat.loadOlder();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      event: "chat:history",
      data: { before: 5 },
    });
    asked[0]?.answer({ messages: [message(3), message(4)], nextCursor: null });
    await first;
    expect(contents(chat)).toEqual(["number 3", "number 4", "number 5", "number 6"]);
    expect(chat.view.get()).toMatchObject({
      hasOlder: false,
      loadingOlder: false,
      unread: 0,
    });
    await chat.loadOlder();
    expect(asked).toHaveLength(1);
  });

  it("can be asked for again when it did not come", async () => {
    const { chat, asked } = opened();
    chat.fill([message(5)], 5, false);
    const first = chat.loadOlder();
    asked[0]?.fail("offline");
    await first;
    expect(chat.view.get()).toMatchObject({ loadingOlder: false, olderFailed: true, hasOlder: true });
    const second = chat.loadOlder();
    expect(chat.view.get()).toMatchObject({ loadingOlder: true, olderFailed: false });
    expect(asked).toHaveLength(2);
    asked[1]?.answer({ nonsense: true });
    await second;
    expect(chat.view.get()).toMatchObject({ loadingOlder: false, olderFailed: true });
    chat.fill([message(6)], null, true);
    expect(chat.view.get()).toMatchObject({ hasOlder: true, olderFailed: false });
  });
});

describe("coming back after much was said", () => {
  it("asks on until nothing is missing", async () => {
    const { chat, asked } = opened();
    chat.fill([message(1)], null, false);
    chat.fill([message(2), message(3)], null, true, true);
    chat.receive(message(9));
    expect(asked[0]).toMatchObject({
      event: "chat:history",
      data: { after: 3 },
    });
    asked[0]?.answer({ messages: [message(4), message(5)], nextCursor: 5 });
    await soon();
    expect(asked[1]).toMatchObject({ data: { after: 5 } });
    asked[1]?.answer({ messages: [message(6), message(9)], nextCursor: null });
    await soon();
    expect(asked).toHaveLength(2);
    expect(contents(chat)).toEqual([1, 2, 3, 4, 5, 6, 9].map((id) => `number ${id}`));
    expect(chat.view.get()).toMatchObject({ unread: 6, hasOlder: false });
    expect(chat.lastId).toBe(9);
  });

  it("asks again when no answer came", async () => {
    const { chat, asked } = opened();
    chat.fill([message(1)], null, true, true);
    asked[0]?.fail("timeout");
    await soon();
    expect(asked[1]?.data).toEqual(asked[0]?.data);
  });

  it("goes on at the gap after another loss, and not behind it", async () => {
    const { chat, asked } = opened();
    chat.fill([message(1)], null, true, true);
    chat.receive(message(9));
    asked[0]?.fail("offline");
    await soon();
    expect(asked).toHaveLength(1);
    expect(chat.lastId).toBe(1);
    chat.fill([message(2), message(9)], null, true);
    expect(chat.lastId).toBe(9);
    expect(asked).toHaveLength(1);
  });

  it("can scroll up when all of it was said while one was away", () => {
    const { chat } = opened();
    chat.fill([], null, false);
    chat.fill([message(8), message(9)], 8, true);
    expect(chat.view.get().hasOlder).toBe(true);
  });
});

describe("what becomes of messages", () => {
  it("shows them as they are now, and asks on behind the last change", () => {
    const { chat } = opened();
    chat.fill(
      [message(1), message(2, { replyTo: { id: 1, userId: "ada", username: "ada", content: "number 1" } })],
      null,
      false,
    );
    chat.replace(message(1, { content: "one", change: 5, edited: true }));
    expect(contents(chat)).toEqual(["one", "number 2"]);
    expect(chat.view.get().entries[1]?.replyTo?.content).toBe("one");
    expect(chat.lastId).toBe(5);
    // An older state that comes later is no news.
    chat.fill([message(1, { content: "1", change: 4 })], null, true);
    expect(contents(chat)).toEqual(["one", "number 2"]);
    chat.replace(message(1, { content: "", change: 6, deleted: true }));
    expect(chat.view.get().entries.map(({ deleted }) => deleted)).toEqual([true, false]);
    expect(chat.view.get().entries[1]?.replyTo?.content).toBe("");
  });

  it("does not show what was changed before what is loaded, until that is", async () => {
    const { chat, asked } = opened();
    chat.fill([message(8), message(9)], 8, false);
    chat.fill([message(2, { content: "two", change: 10 })], null, true);
    expect(contents(chat)).toEqual(["number 8", "number 9"]);
    expect(chat.lastId).toBe(10);
    expect(chat.view.get().unread).toBe(0);
    const reached = chat.reach(2);
    asked[0]?.answer({ messages: [message(5), message(7)], nextCursor: 5 });
    await soon();
    asked[1]?.answer({ messages: [message(2, { content: "two", change: 10 })], nextCursor: null });
    expect(await reached).toBe(true);
    expect(contents(chat)).toEqual(["two", "number 5", "number 7", "number 8", "number 9"]);
  });

  it("counts reactions, its own apart, each once", () => {
    const { chat } = opened();
    chat.fill([message(1, { reactions: [{ emoji: "👍", count: 1, own: false }], change: 2 })], null, false);
    const reaction = { messageId: 1, emoji: "👍" };
    chat.reacted({ ...reaction, change: 3, count: 2, userId: "me", on: true });
    chat.reacted({ ...reaction, change: 2, count: 1, userId: "ada", on: true });
    expect(chat.view.get().entries[0]?.reactions).toEqual([{ emoji: "👍", count: 2, own: true }]);
    chat.reacted({ ...reaction, change: 4, count: 1, userId: "ada", on: false });
    expect(chat.view.get().entries[0]?.reactions).toEqual([{ emoji: "👍", count: 1, own: true }]);
    chat.reacted({ ...reaction, change: 5, count: 0, userId: "me", on: false });
    expect(chat.view.get().entries[0]?.reactions).toEqual([]);
  });

  it("sends to whom it was written for, and gives that back with what was refused", async () => {
    const { asked, requests } = server();
    const chat = new Chat(
      requests,
      () => SELF,
      (userId) => (userId === "ada" ? "participant of ada" : undefined),
    );
    chat.fill([message(1)], null, false);
    const replyTo = chat.view.get().entries[0] ?? null;
    chat.compose({ to: { userId: "ada", username: "ada" }, replyTo });
    chat.send("hello");
    expect(asked[0]?.data).toMatchObject({ content: "hello", to: "participant of ada", replyTo: 1 });
    expect(chat.composing.get()).toMatchObject({ to: { userId: "ada" }, replyTo: null });
    asked[0]?.fail("unknown_participant");
    await soon();
    chat.compose({ to: null });
    chat.edit(chat.view.get().entries[1]?.key ?? "");
    expect(chat.composing.get()).toMatchObject({ to: { userId: "ada" }, replyTo: { id: 1 } });
  });
});
