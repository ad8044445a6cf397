import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Connection, type SignalingError } from "./connection";
import { newest, stubPage, type FakeSocket } from "./fakeSocket";
import { History, Nothing } from "./protocol";

vi.mock("socket.io-client", () => import("./fakeSocket"));

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
    connection = new Connection(refresh, {
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
  });

  const codeOf = (asking: Promise<unknown>): Promise<string> =>
    asking.then(
      () => "ok",
      (error: unknown) => (error as SignalingError).code,
    );
  const refused = (code?: string): Promise<unknown> => {
    socket.tell("connect_error", Object.assign(new Error("no"), code === undefined ? {} : { data: { code, message: "" } }));
    return vi.advanceTimersByTimeAsync(0);
  };

  describe("a request", () => {
    it("gives the answer, checked", async () => {
      socket.come();
      const asking = connection.request("chat:history", { after: 3 }, History);
      expect(socket.last("chat:history").data).toEqual({ after: 3 });
      socket.last("chat:history").answer({ messages: [], nextCursor: 7 });
      expect(await asking).toEqual({ messages: [], nextCursor: 7 });
    });

    it("says why it was refused", async () => {
      socket.come();
      const code = codeOf(connection.request("media", {}, Nothing));
      socket.last("media").refuse("not_in_room");
      expect(await code).toBe("not_in_room");
    });

    it("fails at once while there is no socket, and when it is lost on the way", async () => {
      expect(await codeOf(connection.request("media", {}, Nothing))).toBe("offline");
      expect(socket.asked).toEqual([]);
      socket.come();
      const code = codeOf(connection.request("media", {}, Nothing));
      socket.lose();
      expect(await code).toBe("offline");
    });

    it("waits for an answer no longer than it must", async () => {
      socket.come();
      const code = codeOf(connection.request("media", {}, Nothing));
      await vi.advanceTimersByTimeAsync(10_000);
      expect(await code).toBe("timeout");
    });

    it("waits, where it is patient, for as long as the socket lives", async () => {
      socket.come();
      const slow = codeOf(connection.request("join", {}, Nothing, { patient: true }));
      await vi.advanceTimersByTimeAsync(60_000);
      socket.last("join").answer();
      expect(await slow).toBe("ok");
      const lost = codeOf(connection.request("join", {}, Nothing, { patient: true }));
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

    it("is tried too when the server ended the connection", () => {
      socket.come();
      socket.lose("transport close");
      expect(socket.tries).toBe(1);
      socket.come();
      socket.lose("io server disconnect");
      expect(socket.tries).toBe(2);
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

    it.each(["unavailable", "internal"])("is tried again when the server is %s", async (code) => {
      await refused(code);
      expect(socket.tries).toBe(1);
      await vi.advanceTimersByTimeAsync(1000);
      expect(socket.tries).toBe(2);
      expect(told).toEqual([]);
    });

    it("is left to the library where the network is away, and ends for any other reason", async () => {
      await refused();
      expect(told).toEqual([]);
      await refused("too_many_requests");
      expect(told).toEqual(["too_many_requests"]);
      expect(socket.tries).toBe(1);
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
