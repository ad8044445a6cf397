import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Devices } from "~/devices/devices";
import type { LocalMedia, LocalSource } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import type { VideoPlayer } from "~/rtc/playback/videoPlayer";
import type { QualityMonitor, QualityMonitorOptions } from "~/rtc/quality/qualityMonitor";
import type { PathSwitcher, PathSwitcherOptions } from "~/rtc/switching/pathSwitcher";
import type { Limit, Source } from "~/protocol/generated";
import { participant } from "~test/fakeParticipant";
import { newest, stubPage, type FakeSocket } from "~test/fakeSocket";

import type { Call } from "./call";
import { createCall, type MediaMakers } from "./createCall";

/** What the call does with the media of a call, and what media says to it. */
const media = {
  did: [] as string[],
  begun: [] as { epoch: number }[],
  prioritised: [] as unknown[],
  limited: undefined as unknown as (limited: Limit | null) => void,
  state: undefined as unknown as Store<string>,
  ready: undefined as unknown as (epoch: number) => void,
  volume: undefined as unknown as PathSwitcherOptions["speaker"]["volume"],
};
vi.mock("socket.io-client", () => import("~test/fakeSocket"));

class FakeSwitcher {
  readonly mode = new Store("p2p");
  readonly state = new Store("connecting");
  readonly paths = [
    {
      mode: "sfu",
      prioritise: (first: unknown) => media.prioritised.push(first),
      repeat: () => media.did.push("repeat"),
    },
  ];
  readonly carrying = null;
  readonly check = vi.fn();
  constructor({ onReady, speaker }: PathSwitcherOptions) {
    media.volume = speaker.volume;
    media.state = this.state;
    media.ready = onReady;
  }
  begin(mode: { epoch: number }): void {
    media.begun.push(mode);
  }
  publish(source: Source): void {
    media.did.push(`publish ${source}`);
  }
  tracks(): unknown[] {
    return [];
  }
  restart(): void {
    media.did.push("restart");
  }
  reset(): void {
    media.did.push("reset");
  }
  refreshVolumes(): void {
    media.did.push("refresh volumes");
  }
  close(): void {
    media.did.push("close");
  }
}

class FakeQuality {
  /** Says once more what it last said. */
  repeat: () => void = () => undefined;
  readonly close = vi.fn();
  constructor({ onLimited }: QualityMonitorOptions) {
    media.limited = (limited) => {
      this.repeat = () => onLimited(limited);
      this.repeat();
    };
  }
}

const FAKES: MediaMakers = {
  switcher: (options) => new FakeSwitcher(options) as unknown as PathSwitcher,
  quality: (options) => new FakeQuality(options) as unknown as QualityMonitor,
  reports: () => ({ close: vi.fn() }),
  ownPlayer: () => ({ show: vi.fn(), close: vi.fn() }) as unknown as VideoPlayer,
};

const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };
const ON: LocalSource = { ...OFF, on: true };
const ADA = participant("ada", { joinedAt: "1" });
const BEN = participant("ben", { joinedAt: "2" });

const mode = (more: object = {}) => ({
  mode: "p2p",
  epoch: 1,
  reason: "joined",
  routerId: "r1",
  routerRtpCapabilities: {},
  producers: [],
  settled: false,
  ...more,
});

const joined = (more: object = {}) => ({
  participantId: "me",
  resumeToken: "token",
  resumed: false,
  room: { id: "1", code: "abc-defg-hij", name: "Room", hostId: "me" },
  participants: [BEN, ADA],
  mode: mode(),
  iceServers: [],
  messages: [],
  nextCursor: null,
  moreAfter: false,
  ...more,
});

describe("Call", () => {
  let page: ReturnType<typeof stubPage>;
  let socket: FakeSocket;
  let local: Record<Source, Store<LocalSource>>;
  let call: Call;

  const settled = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
  const open = (takeOver = false, companionOf?: string): void => {
    const options = {
      code: "abc-defg-hij",
      user: { id: "user", username: "me" },
      devices: { chosen: new Store({}), lists: new Store({}) } as unknown as Devices,
      local: {
        ...local,
        store: (source: Source) => local[source],
        stopScreen: () => local.screen.set(OFF),
      } as unknown as LocalMedia,
      takeOver,
      companionOf,
      refresh: () => Promise.resolve(true),
    };
    call = createCall(options, FAKES);
    socket = newest();
    void call.join();
  };
  const answer = async (more: object = {}): Promise<void> => {
    socket.last("join").answer(joined(more));
    await settled();
  };
  /** In the call, and connected to the others. */
  const inside = async (more: object = {}): Promise<void> => {
    open();
    socket.come();
    await answer(more);
    media.state.set("connected");
  };
  /** The socket goes and comes; the answer to the join is the test's. */
  const comeBack = async (): Promise<void> => {
    socket.lose();
    await settled();
    socket.come();
  };
  const turn = (source: Source, on: boolean): void => local[source].set({ ...OFF, on });

  beforeEach(() => {
    vi.useFakeTimers();
    page = stubPage();
    vi.stubGlobal("navigator", { hardwareConcurrency: 2 });
    vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => ({ codecs: [{ mimeType: "video/VP8" }] }) });
    media.did.length = media.begun.length = media.prioritised.length = 0;
    local = { microphone: new Store(ON), camera: new Store(ON), screen: new Store(OFF), screenAudio: new Store(OFF) };
  });
  afterEach(() => {
    call.dispose();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  describe("joining", () => {
    it("says what is on, and finds who is there", async () => {
      open();
      expect(call.phase.get()).toEqual({ name: "joining" });
      socket.come();
      expect(socket.last("join").data).toEqual({
        code: "abc-defg-hij",
        microphone: true,
        camera: true,
        screen: false,
        decodes: ["VP8"],
        transports: true,
      });
      await answer();
      expect(call.phase.get()).toEqual({ name: "inCall" });
      expect(call.participants.get().map(({ id }) => id)).toEqual(["ada", "ben"]);
      expect(call.tiles.get().map(({ id }) => id)).toEqual(["ada/camera", "ben/camera", "me/camera"]);
      expect(media.begun).toMatchObject([{ epoch: 1 }]);
    });

    it("takes over another window only where that is wanted, and only once", async () => {
      open(true);
      socket.come();
      expect(socket.last("join").data).toMatchObject({ takeOver: true });
      await answer();
      await comeBack();
      expect(socket.last("join").data).not.toHaveProperty("takeOver");
    });

    it("plays nothing while another computer in the room has the sound", async () => {
      open(false, "ben");
      socket.come();
      expect(socket.last("join").data).toMatchObject({ companionOf: "ben" });
      await answer({ companionOf: "ben" });
      expect(media.volume("ada", "microphone")).toBe(0);
      media.did.length = 0;
      socket.tell("participant:updated", { participant: participant("me", { companionOf: null }) });
      expect(media.did).toContain("refresh volumes");
      expect(media.volume("ada", "microphone")).toBe(1);
    });

    it("has its own sound where that one is gone", async () => {
      open(false, "ben");
      socket.come();
      await answer();
      expect(media.volume("ada", "microphone")).toBe(1);
    });

    it("waits for an answer that takes long, and asks no second time beside it", async () => {
      open();
      socket.come();
      await vi.advanceTimersByTimeAsync(60_000);
      expect(socket.all("join")).toHaveLength(1);
      await answer();
      expect(call.phase.get()).toEqual({ name: "inCall" });
    });

    it("ends with a word when nothing lets it in", async () => {
      open();
      await vi.advanceTimersByTimeAsync(90_000);
      expect(call.phase.get()).toMatchObject({ name: "failed", code: "offline" });
      expect(vi.getTimerCount()).toBe(0);
    });

    it("asks again on another connection when an answer never comes", async () => {
      open();
      socket.come();
      await vi.advanceTimersByTimeAsync(75_000);
      socket.come();
      expect(socket.all("join")).toHaveLength(2);
      await answer();
      expect(call.phase.get()).toEqual({ name: "inCall" });
      await vi.advanceTimersByTimeAsync(90_000);
      expect(call.phase.get()).toEqual({ name: "inCall" });
    });

    it.each(["server_stopping", "room_elsewhere", "owner_unreachable", "unavailable", "too_many_requests"])(
      "asks again after %s",
      async (code) => {
        open();
        socket.come();
        socket.last("join").refuse(code);
        await vi.advanceTimersByTimeAsync(1000);
        expect(socket.all("join")).toHaveLength(2);
        await answer();
        expect(call.phase.get()).toEqual({ name: "inCall" });
      },
    );

    it("asks once, though the socket came back before it was time to ask again", async () => {
      open();
      socket.come();
      socket.last("join").refuse("server_stopping");
      await settled();
      await comeBack();
      await answer();
      await vi.advanceTimersByTimeAsync(1000);
      expect(socket.all("join")).toHaveLength(2);
    });

    it.each(["room_full", "room_not_found", "joined_elsewhere"])("ends at %s, and says so", async (code) => {
      open();
      socket.come();
      socket.last("join").refuse(code);
      await settled();
      expect(call.phase.get()).toEqual({ name: "failed", code, message: code });
      expect(socket.connected).toBe(false);
    });

    it("takes nobody for another window who may be oneself, and does so for long enough", async () => {
      open();
      socket.come();
      await comeBack();
      for (let turn = 0; turn < 12; turn++) {
        socket.last("join").refuse("joined_elsewhere");
        await vi.advanceTimersByTimeAsync(1000);
        expect(call.phase.get()).toEqual({ name: "joining" });
      }
      socket.last("join").refuse("joined_elsewhere");
      await settled();
      expect(call.phase.get()).toMatchObject({ name: "failed", code: "joined_elsewhere" });
    });

    it("is over when one leaves meanwhile", async () => {
      open();
      socket.come();
      const join = socket.last("join");
      call.leave();
      expect(socket.all("leave")).toHaveLength(1);
      join.answer(joined());
      await settled();
      expect(call.phase.get()).toEqual({ name: "left" });
      expect(media.begun).toEqual([]);
    });
  });

  describe("coming back", () => {
    it("resumes, and finds the way again", async () => {
      await inside();
      media.did.length = 0;
      await comeBack();
      expect(call.link.get()).toBe("reconnecting");
      expect(socket.last("join").data).toMatchObject({ resume: { participantId: "me", token: "token" } });
      await answer({ resumed: true, participants: [ADA] });
      expect(media.did).toEqual(["restart", "repeat"]);
      expect(call.participants.get().map(({ id }) => id)).toEqual(["ada"]);
      expect(call.link.get()).toBe("connected");
    });

    it("starts afresh where the server knows nothing any more", async () => {
      await inside();
      media.did.length = 0;
      await comeBack();
      await answer({ participantId: "me again", resumeToken: "another" });
      expect(media.did).toEqual(["reset", "repeat"]);
      expect(call.selfId.get()).toBe("me again");
      await comeBack();
      expect(socket.last("join").data).toMatchObject({ resume: { participantId: "me again", token: "another" } });
    });

    it("asks for what was said after the last message it has", async () => {
      const message = { id: 7, roomId: "1", userId: "ada", username: "ada", content: "", createdAt: "", clientId: "c" };
      await inside({ messages: [message] });
      await comeBack();
      expect(socket.last("join").data).toMatchObject({ lastMessageId: 7 });
    });

    it("makes up for what was turned on or off while it was away", async () => {
      await inside();
      socket.lose();
      turn("microphone", false);
      expect(media.did).toContain("publish microphone");
      expect(socket.all("media")).toEqual([]);
      socket.come();
      expect(socket.last("join").data).toMatchObject({ microphone: false, camera: true });
      turn("camera", false);
      socket.last("media").refuse("not_in_room");
      await answer({ resumed: true });
      expect(socket.all("media").map(({ data }) => data)).toEqual([{ camera: false }, { camera: false }]);
    });

    it("says again what limits its pictures, which may have got lost", async () => {
      await inside();
      media.limited("processor");
      expect(socket.last("media").data).toEqual({ limited: "processor" });
      socket.lose();
      media.limited("network");
      socket.come();
      await answer({ resumed: true });
      expect(socket.all("media").map(({ data }) => data)).toEqual([{ limited: "processor" }, { limited: "network" }]);
      socket.lose();
      media.limited(null);
      socket.come();
      await answer({ resumed: true });
      expect(socket.last("media").data).toEqual({ limited: null });
    });

    it("says nothing of limits where there never were any", async () => {
      await inside();
      await comeBack();
      await answer({ resumed: true });
      expect(socket.all("media")).toEqual([]);
    });
  });

  describe("who speaks", () => {
    const speaks = (dominant: string | null): void => socket.tell("speakers", { dominant });

    it("is known to who comes later, and comes first", async () => {
      await inside({ mode: mode({ mode: "sfu", dominant: "ada" }) });
      expect(call.dominantSpeaker.get()).toBe("ada");
      expect(media.prioritised.at(-1)).toEqual({ preferred: null, speaker: "ada" });
    });

    it("is heard of when it changes, and forgotten when they leave", async () => {
      await inside({ mode: mode({ mode: "sfu" }) });
      speaks("ben");
      expect(call.dominantSpeaker.get()).toBe("ben");
      socket.tell("participant:left", { participantId: "ben", reason: "left" });
      expect(call.dominantSpeaker.get()).toBeNull();
    });

    it("is not who it was before one was away", async () => {
      await inside({ mode: mode({ mode: "sfu" }) });
      speaks("ben");
      await comeBack();
      await answer({ resumed: true, mode: mode({ mode: "sfu", dominant: "ada" }) });
      expect(call.dominantSpeaker.get()).toBe("ada");
      await comeBack();
      await answer({ resumed: true, mode: mode({ mode: "sfu", dominant: null }) });
      expect(call.dominantSpeaker.get()).toBeNull();
    });

    it("is nobody between two", async () => {
      await inside({ mode: mode({ mode: "sfu" }) });
      speaks("ada");
      socket.tell("mode", mode({ epoch: 2, dominant: null }));
      expect(call.dominantSpeaker.get()).toBeNull();
      expect(media.prioritised.at(-1)).toEqual({ preferred: null, speaker: null });
    });
  });

  describe("how it is connected", () => {
    it("is connecting until the first path is there", async () => {
      open();
      expect(call.link.get()).toBe("connecting");
      socket.come();
      await answer();
      expect(call.link.get()).toBe("connecting");
      media.state.set("connected");
      expect(call.link.get()).toBe("connected");
    });

    it("is reconnecting while the path is broken, and pictures stand", async () => {
      await inside();
      media.state.set("broken");
      expect(call.link.get()).toBe("reconnecting");
      expect(call.media.get()).toBe("stands");
      media.state.set("connected");
      expect(call.link.get()).toBe("connected");
    });

    it("is reconnecting without the socket, while media goes on", async () => {
      await inside();
      socket.lose();
      expect(call.link.get()).toBe("reconnecting");
      await vi.advanceTimersByTimeAsync(5000);
      expect(call.media.get()).toBe("flows");
    });
  });

  describe("the end", () => {
    it.each(["room_deleted", "replaced"])("comes with the reason %s", async (code) => {
      await inside();
      turn("screen", true);
      socket.tell("room:ended", { code, message: "Over." });
      expect(call.phase.get()).toEqual({ name: "failed", code, message: "Over." });
      expect(call.tiles.get()).toEqual([]);
      expect(local.screen.get().on).toBe(false);
      expect(media.did).toContain("close");
    });

    it("comes when one is signed out", async () => {
      await inside();
      socket.tell("session:ended", { code: "unauthorized", message: "You were signed out." });
      expect(call.phase.get()).toMatchObject({ name: "failed", code: "unauthorized" });
    });

    it.each(["server_stopping", "room_elsewhere"])("does not come with %s", async (code) => {
      await inside();
      socket.tell("room:ended", { code, message: "The server restarts." });
      socket.lose("io server disconnect");
      expect(call.phase.get()).toEqual({ name: "inCall" });
      socket.come();
      await answer();
      expect(call.link.get()).toBe("connected");
    });

    it("is said when the page goes away, and nothing after it", async () => {
      await inside();
      page.window.dispatchEvent(new Event("pagehide"));
      expect(socket.all("leave")).toHaveLength(1);
      expect(call.phase.get()).toEqual({ name: "left" });
      socket.tell("room:ended", { code: "replaced", message: "" });
      expect(call.phase.get()).toEqual({ name: "left" });
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  it("knows what the room is called and how it is set from now on", async () => {
    await inside();
    const room = call.room.get();
    socket.tell("room:changed", { room: { ...room, name: "Retro" } });
    expect(call.room.get()).toEqual({ ...room, name: "Retro" });
  });

  it("says again what was not answered, as it is then", async () => {
    await inside();
    media.ready(4);
    turn("microphone", false);
    await vi.advanceTimersByTimeAsync(9000);
    turn("microphone", true);
    await vi.advanceTimersByTimeAsync(1000);
    socket.last("ping").answer();
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.all("mode:ready")).toHaveLength(2);
    expect(socket.last("media").data).toMatchObject({ microphone: true });
    expect(socket.all("media")).toHaveLength(3);
  });

  it("tells the server that the new path is there", async () => {
    await inside();
    media.ready(4);
    expect(socket.last("mode:ready").data).toEqual({ epoch: 4 });
  });
});
