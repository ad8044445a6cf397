import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { newest, stubPage, type FakeSocket } from "~test/fakeSocket";

import { Connection } from "./connection";
import type { SignalingError } from "./signalingError";

vi.mock("socket.io-client", () => import("~test/fakeSocket"));

const JOIN = { code: "abc", microphone: true, camera: true };
const JOINED = {
  participantId: "me",
  resumeToken: "token",
  resumed: false,
  room: { id: "room", code: "abc", name: "", hostId: "ada" },
  participants: [],
  mode: {
    mode: "p2p",
    epoch: 1,
    reason: "joined",
    routerId: null,
    routerRtpCapabilities: null,
    producers: [],
    settled: true,
  },
  iceServers: [],
  messages: [],
  nextCursor: null,
  moreAfter: false,
};

const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
};

describe("Connection", () => {
  let page: ReturnType<typeof stubPage>;
  let socket: FakeSocket;
  let connection: Connection;
  let told: string[];
  let refresh: ReturnType<typeof vi.fn<() => Promise<boolean>>>;

  beforeEach(() => {
    vi.useFakeTimers();
    page = stubPage();
    told = [];
    refresh = vi.fn<() => Promise<boolean>>();
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    vi.stubGlobal("sessionStorage", storage());
    connection = new Connection({ account: "ada", refresh });
    connection.listen({
      onConnected: () => told.push("connected"),
      onLost: () => told.push("lost"),
      onRefused: (code) => told.push(code),
    });
    socket = newest();
    connection.open();
  });
  afterEach(() => {
    connection.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const codeOf = (asking: Promise<unknown>): Promise<string> =>
    asking.then(
      () => "ok",
      (error: unknown) => (error as SignalingError).code,
    );
  const refused = (code?: string): Promise<unknown> => {
    socket.tell(
      "connect_error",
      Object.assign(new Error("no"), code === undefined ? {} : { data: { code, message: "" } }),
    );
    return vi.advanceTimersByTimeAsync(0);
  };

  describe("a request", () => {
    it("says to who comes later that it is there, and to nobody else", () => {
      connection.close();
      connection = new Connection({ account: "ada", refresh });
      socket = newest();
      connection.open();
      socket.come();
      expect(told).toEqual([]);
      const listener = (name: string) => () => void told.push(name);
      connection.listen({
        onConnected: listener("connected"),
        onLost: listener("lost"),
        onRefused: listener("refused"),
      });
      expect(told).toEqual([]);
      connection.open();
      expect(told).toEqual(["connected"]);
      socket.lose();
      expect(told).toEqual(["connected", "lost"]);
    });

    it("gives the answer, checked", async () => {
      socket.come();
      const asking = connection.request("chat:history", { after: 3 });
      expect(socket.last("chat:history").data).toEqual({ after: 3 });
      socket.last("chat:history").answer({ messages: [], nextCursor: 7 });
      expect(await asking).toEqual({ messages: [], nextCursor: 7 });
    });

    it("says why it was refused", async () => {
      socket.come();
      const code = codeOf(connection.request("media", {}));
      socket.last("media").refuse("not_in_room");
      expect(await code).toBe("not_in_room");
    });

    it("fails at once while there is no socket, and when it is lost on the way", async () => {
      expect(await codeOf(connection.request("media", {}))).toBe("offline");
      expect(socket.asked).toEqual([]);
      socket.come();
      const code = codeOf(connection.request("media", {}));
      socket.lose();
      expect(await code).toBe("offline");
    });

    it("waits for an answer no longer than it must", async () => {
      socket.come();
      const code = codeOf(connection.request("media", {}));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await code).toBe("timeout");
    });

    it("waits longer where it is patient, and at last asks for another connection", async () => {
      socket.come();
      const slow = codeOf(connection.request("join", JOIN, { patient: true }));
      await vi.advanceTimersByTimeAsync(60_000);
      socket.last("join").answer(JOINED);
      expect(await slow).toBe("ok");
      const never = codeOf(connection.request("join", JOIN, { patient: true }));
      await vi.advanceTimersByTimeAsync(75_000);
      expect(await never).toBe("offline");
      expect(told).toEqual(["connected", "lost"]);
      expect(socket.tries).toBe(2);
      socket.come();
      const lost = codeOf(connection.request("join", JOIN, { patient: true }));
      socket.lose();
      expect(await lost).toBe("offline");
    });
  });

  describe("coming back", () => {
    it("is said each time, and so is the loss", () => {
      socket.come();
      socket.lose();
      socket.come();
      expect(told).toEqual(["connected", "lost", "connected"]);
    });

    it.each(["transport close", "io server disconnect"])("is tried again, a moment after a %s", async (reason) => {
      socket.come();
      socket.lose(reason);
      expect(socket.tries).toBe(1);
      await vi.advanceTimersByTimeAsync(300);
      expect(socket.tries).toBe(2);
    });

    it("is tried more and more seldom while the server lets in and cuts at once", async () => {
      let seconds = 0;
      const triesIn = async (count: number): Promise<number> => {
        const before = socket.tries;
        for (const end = seconds + count; seconds < end; seconds += 0.01) {
          if (socket.active && !socket.connected) {
            socket.come();
            socket.lose("io server disconnect");
          }
          await vi.advanceTimersByTimeAsync(10);
        }
        return socket.tries - before;
      };
      expect(await triesIn(10)).toBeLessThan(15);
      await triesIn(50);
      expect(await triesIn(60)).toBeLessThan(7);
    });

    it("is tried soon again after a connection that held", async () => {
      for (let time = 0; time < 3; time += 1) {
        socket.come();
        await vi.advanceTimersByTimeAsync(60_000);
        socket.lose();
        const { tries } = socket;
        await vi.advanceTimersByTimeAsync(300);
        expect(socket.tries).toBe(tries + 1);
      }
    });

    it("is not tried by all at the same time", async () => {
      socket.come();
      vi.spyOn(Math, "random").mockReturnValue(0.9);
      socket.lose();
      await vi.advanceTimersByTimeAsync(400);
      expect(socket.tries).toBe(1);
      await vi.advanceTimersByTimeAsync(20);
      expect(socket.tries).toBe(2);
    });

    it("ends when a fresh token is refused again and again, and asks for none in a hurry", async () => {
      refresh.mockResolvedValue(true);
      let answered = 0;
      for (let second = 0; second < 30; second += 1) {
        for (; answered < socket.tries; answered += 1) await refused("unauthorized");
        await vi.advanceTimersByTimeAsync(1000);
      }
      expect(told).toEqual(["unauthorized"]);
      expect(refresh.mock.calls.length).toBeLessThan(8);
    });

    it("ends when the browser is signed in as somebody else meanwhile", async () => {
      refresh.mockRejectedValue(Object.assign(new Error(), { code: "account_changed" }));
      await refused("unauthorized");
      expect(told).toEqual(["account_changed"]);
    });

    it("takes a new token where the old one is over, once at a time", async () => {
      let give: (signedIn: boolean) => void = () => undefined;
      refresh.mockReturnValue(new Promise((resolve) => (give = resolve)));
      await refused("unauthorized");
      await refused("unauthorized");
      expect(refresh).toHaveBeenCalledTimes(1);
      expect(socket.tries).toBe(1);
      give(true);
      await vi.advanceTimersByTimeAsync(0);
      expect(socket.tries).toBe(2);
      expect(told).toEqual([]);
    });

    it("ends when nobody is signed in any more", async () => {
      refresh.mockResolvedValue(false);
      await refused("unauthorized");
      expect(told).toEqual(["unauthorized"]);
    });

    it("is tried again when no token could be had for want of a network", async () => {
      refresh.mockRejectedValue(new Error("offline"));
      await refused("unauthorized");
      await vi.advanceTimersByTimeAsync(1000);
      expect(socket.tries).toBe(2);
      expect(told).toEqual([]);
    });

    it.each(["unavailable", "internal", "owner_unreachable"])("is tried again when the server is %s", async (code) => {
      await refused(code);
      expect(socket.tries).toBe(1);
      await vi.advanceTimersByTimeAsync(1000);
      expect(socket.tries).toBe(2);
      expect(told).toEqual([]);
    });

    it("is tried both ways, and then again after a while, when the network is away", async () => {
      await refused();
      await refused();
      expect(socket.tried).toEqual(["websocket", "polling"]);
      await vi.advanceTimersByTimeAsync(300);
      expect(socket.tried).toEqual(["websocket", "polling", "websocket"]);
      expect(told).toEqual([]);
    });

    it("ends for any other reason", async () => {
      await refused("too_many_requests");
      await vi.advanceTimersByTimeAsync(60_000);
      page.window.dispatchEvent(new Event("online"));
      expect(told).toEqual(["too_many_requests"]);
      expect(socket.tries).toBe(1);
    });

    it("goes on for who was in where there are too many at a time", async () => {
      socket.come();
      socket.lose();
      await vi.advanceTimersByTimeAsync(300);
      await refused("too_many_requests");
      await vi.advanceTimersByTimeAsync(500);
      expect(socket.tries).toBe(3);
      expect(told).toEqual(["connected", "lost"]);
    });
  });

  describe("where WebSocket is swallowed", () => {
    /** A new page of the same session. */
    const again = (): FakeSocket => {
      connection.close();
      connection = new Connection({ account: "ada", refresh });
      connection.open();
      return newest();
    };

    it.each([
      ["nothing comes", () => vi.advanceTimersByTime(7000)],
      ["it is refused", () => socket.tell("connect_error", new Error("websocket error"))],
      ["it is closed before anything is said", () => socket.tell("disconnect", "ping timeout")],
    ])("takes long polling at once when %s, and remembers it for a moment", async (_, fail) => {
      fail();
      expect(socket.tried).toEqual(["websocket", "polling"]);
      socket.come();
      expect(told).toEqual(["connected"]);
      expect(again().tried).toEqual(["polling"]);
      await vi.advanceTimersByTimeAsync(121_000);
      expect(again().tried).toEqual(["websocket"]);
    });

    it("tries it once in a while where it failed again and again", async () => {
      const fails = async (): Promise<void> => {
        socket = again();
        await vi.advanceTimersByTimeAsync(7000);
        expect(socket.tried).toEqual(["websocket", "polling"]);
        socket.come();
      };
      await fails();
      await vi.advanceTimersByTimeAsync(121_000);
      await fails();
      await vi.advanceTimersByTimeAsync(1_100_000);
      socket = again();
      expect(socket.tried).toEqual(["polling"]);
      socket.come();
      await vi.advanceTimersByTimeAsync(120_000);
      // The connection begins anew, and then this.
      socket.lose();
      await vi.advanceTimersByTimeAsync(300);
      expect(socket.tried).toEqual(["polling", "websocket"]);
      socket.come();
      expect(again().tried).toEqual(["websocket"]);
    });

    it("tries it again where the clock was set back", async () => {
      await vi.advanceTimersByTimeAsync(7000);
      socket.come();
      vi.setSystemTime(Date.now() - 3_600_000);
      expect(again().tried).toEqual(["websocket"]);
    });

    it("tries it again where what was kept makes no sense", () => {
      sessionStorage.setItem("meetd.polling", "yes, please");
      expect(again().tried).toEqual(["websocket"]);
    });

    it("keeps to it after one that was cut soon, and takes long polling after two", async () => {
      const isCut = async (): Promise<void> => {
        socket.come();
        await vi.advanceTimersByTimeAsync(12_000);
        socket.lose("ping timeout");
        await vi.advanceTimersByTimeAsync(300);
      };
      await isCut();
      expect(socket.tried).toEqual(["websocket", "websocket"]);
      await isCut();
      expect(socket.tried).toEqual(["websocket", "websocket", "polling"]);
      socket.come();
      expect(again().tried).toEqual(["polling"]);
      await vi.advanceTimersByTimeAsync(1_100_000);
      expect(again().tried).toEqual(["polling"]);
      await vi.advanceTimersByTimeAsync(101_000);
      expect(again().tried).toEqual(["websocket"]);
    });

    it("takes long polling after some that were cut later", async () => {
      for (let time = 0; time < 3; time += 1) {
        socket.come();
        await vi.advanceTimersByTimeAsync(60_000);
        socket.lose("transport close");
        await vi.advanceTimersByTimeAsync(300);
      }
      expect(socket.tried).toEqual(["websocket", "websocket", "websocket", "polling"]);
    });

    it("blames no way when neither gets through, and none for a server that goes", async () => {
      socket.come();
      await vi.advanceTimersByTimeAsync(5000);
      socket.lose("transport close");
      await vi.advanceTimersByTimeAsync(300);
      await refused();
      await refused();
      await vi.advanceTimersByTimeAsync(500);
      expect(socket.tried).toEqual(["websocket", "websocket", "polling", "websocket"]);
      socket.come();
      socket.lose("io server disconnect");
      await vi.advanceTimersByTimeAsync(5000);
      expect(socket.tried.at(-1)).toBe("websocket");
      expect(again().tried).toEqual(["websocket"]);
    });

    it("tries the other way too where polling does not get through any more", async () => {
      await vi.advanceTimersByTimeAsync(7000);
      socket.come();
      socket = again();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(socket.tried).toEqual(["polling", "websocket"]);
      socket.come();
      expect(again().tried).toEqual(["websocket"]);
    });

    it("does so too where nothing can be remembered", async () => {
      const broken = (): never => {
        throw new DOMException("", "SecurityError");
      };
      vi.stubGlobal("sessionStorage", { getItem: broken, setItem: broken, removeItem: broken });
      socket = again();
      await vi.advanceTimersByTimeAsync(7000);
      socket.come();
      socket.lose();
      await vi.advanceTimersByTimeAsync(300);
      expect(socket.tried).toEqual(["websocket", "polling", "polling"]);
    });
  });

  describe("when the network changed", () => {
    it("does not wait for the next try", () => {
      page.window.dispatchEvent(new Event("online"));
      expect(socket.tries).toBe(2);
    });

    it("keeps a connection that answers, and makes another of one that does not", async () => {
      socket.come();
      page.document.dispatchEvent(new Event("visibilitychange"));
      socket.last("ping").answer();
      await vi.advanceTimersByTimeAsync(2000);
      expect(told).toEqual(["connected"]);
      page.window.dispatchEvent(new Event("offline"));
      await vi.advanceTimersByTimeAsync(2000);
      expect(told).toEqual(["connected", "lost"]);
      expect(socket.tries).toBe(2);
    });
  });

  describe("what the server says", () => {
    it("is passed on when it has its shape", () => {
      const speakers: unknown[] = [];
      vi.spyOn(console, "warn").mockReturnValue();
      connection.on("speakers", (said) => speakers.push(said));
      socket.tell("speakers", { dominant: "ada" });
      socket.tell("speakers", { dominant: 7 });
      socket.tell("speakers");
      expect(speakers).toEqual([{ dominant: "ada" }]);
      expect(console.warn).toHaveBeenCalledTimes(2);
    });
  });

  it("asks again over a connection that it has looked at, when an answer is late", async () => {
    socket.come();
    void codeOf(connection.request("media", {}));
    await vi.advanceTimersByTimeAsync(10_000);
    socket.last("ping").answer();
    await vi.advanceTimersByTimeAsync(5000);
    expect(told).toEqual(["connected"]);
    void codeOf(connection.request("media", {}));
    await vi.advanceTimersByTimeAsync(12_000);
    expect(told).toEqual(["connected", "lost"]);
    expect(socket.tries).toBe(2);
  });

  it.each([
    ["the browser sends it when the page is gone", true],
    ["nothing does", false],
  ])("says goodbye over long polling so that %s", (_, sends) => {
    const sendBeacon = vi.fn<(url: string, body: string) => boolean>();
    vi.stubGlobal("navigator", sends ? { sendBeacon } : {});
    socket.come();
    socket.io.engine = { id: "a/b", transport: { name: "polling" } };
    connection.leave();
    expect(socket.all("leave")).toHaveLength(1);
    const sent = ["/socket.io/?EIO=4&transport=polling&sid=a%2Fb", '42["leave",{}]'];
    expect(sendBeacon.mock.calls).toEqual(sends ? [sent] : []);
  });

  it("says goodbye once over a WebSocket, and not at all where there is no connection", () => {
    const sendBeacon = vi.fn<(url: string, body: string) => boolean>();
    vi.stubGlobal("navigator", { sendBeacon });
    socket.io.engine = { id: "ab", transport: { name: "polling" } };
    socket.come();
    socket.io.engine = { id: "ab", transport: { name: "websocket" } };
    connection.leave();
    connection = new Connection({ account: "ada", refresh });
    newest().io.engine = { id: "ab", transport: { name: "polling" } };
    connection.leave();
    expect(sendBeacon).not.toHaveBeenCalled();
  });

  it("says goodbye, and stays away", async () => {
    socket.come();
    connection.leave();
    expect(socket.all("leave")).toHaveLength(1);
    page.window.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(5000);
    expect(socket.tries).toBe(1);
    expect(told).toEqual(["connected"]);
  });
});
