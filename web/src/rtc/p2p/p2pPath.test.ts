import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { SOURCES } from "~/rtc/path";
import type { P2PPayload } from "~/protocol/generated";
import { RecordingTransform } from "~test/recordingTransform";

import { P2PPath } from "./p2pPath";

/** As much of a connection as a negotiation touches; there is no network below. */
class FakeConnection extends EventTarget {
  connectionState = "new";
  localDescription: { type: string; sdp: string } | null = null;
  remoteDescription: object | null = null;
  readonly #transceivers: object[] = [];

  addTransceiver(): object {
    const transceiver = {
      mid: String(this.#transceivers.length),
      sender: { replaceTrack: () => Promise.resolve(), getParameters: () => ({ encodings: [] }) },
      receiver: { track: {} },
      setCodecPreferences: () => undefined,
    };
    this.#transceivers.push(transceiver);
    return transceiver;
  }
  getTransceivers(): object[] {
    return this.#transceivers;
  }
  createOffer({ iceRestart }: { iceRestart: boolean }): Promise<object> {
    return Promise.resolve({ type: "offer", sdp: iceRestart ? "restarted" : "first" });
  }
  setLocalDescription(description = { type: "answer", sdp: "answer" }): Promise<void> {
    this.localDescription = description;
    return Promise.resolve();
  }
  setRemoteDescription(description: { type: string }): Promise<void> {
    const isFirstOffer = description.type === "offer" && this.#transceivers.length === 0;
    if (isFirstOffer) SOURCES.forEach(() => this.addTransceiver());
    this.remoteDescription = description;
    return Promise.resolve();
  }
  close(): void {
    this.connectionState = "closed";
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => null });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Ada's id sorts first: she makes the offers. */
function pathOf(self: "ada" | "ben") {
  const said: P2PPayload[] = [];
  const failed: string[] = [];
  const transform = new RecordingTransform();
  const path = new P2PPath({
    self,
    other: self === "ada" ? "ben" : "ada",
    iceServers: [],
    transform,
    signal: (payload) => {
      said.push(payload);
      return Promise.resolve();
    },
    listener: {
      onTrack: () => undefined,
      onTrackGone: () => undefined,
      onFailed: (reason) => failed.push(reason),
    },
  });
  const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(1000);
  const offers = (): string[] =>
    said.flatMap((one) => ("description" in one && one.description.type === "offer" ? [one.description.sdp] : []));
  const shown = (): object[] => said.flatMap((one) => ("shown" in one ? [one.shown] : []));
  return { path, said, failed, settle, offers, shown, transform };
}

const offer = (number: number): P2PPayload => ({ description: { type: "offer", sdp: "first" }, sources: {}, number });
const NOBODY_LOOKS = { source: "camera", lines: 0 };

it("offers once, and again with a restart when the other one asks", async () => {
  const { path, offers, settle, failed } = pathOf("ada");
  await settle();
  expect(offers()).toEqual(["first"]);
  path.receive({ restart: true });
  await settle();
  expect(offers()).toEqual(["first", "restarted"]);
  expect(failed).toEqual([]);
});

it("lets each sender and each receiver pass the transform once, on both sides", async () => {
  const sources = Object.fromEntries(SOURCES.map((source, mid) => [String(mid), source]));
  for (const self of ["ada", "ben"] as const) {
    const { path, settle, transform, failed } = pathOf(self);
    for (const number of [1, 2]) {
      if (self === "ada") path.receive({ restart: true });
      else path.receive({ description: { type: "offer", sdp: "first" }, sources, number });
      await settle();
    }
    expect(failed).toEqual([]);
    expect(transform.senders.length).toBe(SOURCES.length);
    expect(new Set(transform.senders).size).toBe(SOURCES.length);
    expect(new Set(transform.receivers.map(([receiver]) => receiver)).size).toBe(SOURCES.length);
    expect(transform.receivers.map(([, participantId]) => participantId)).toEqual(
      SOURCES.map(() => (self === "ada" ? "ben" : "ada")),
    );
  }
});

it("asks for another offer when the first may have been lost", async () => {
  const { path, said, settle } = pathOf("ben");
  path.restart();
  await settle();
  expect(said).toEqual([{ restart: true }]);
});

it("says again what is shown after a restart, whichever side asked for it", async () => {
  for (const self of ["ada", "ben"] as const) {
    const { path, shown, settle } = pathOf(self);
    path.show(self === "ada" ? "ben" : "ada", "camera", 0);
    await vi.advanceTimersByTimeAsync(5000);
    expect(shown()).toEqual([NOBODY_LOOKS]);
    path.receive(self === "ada" ? { restart: true } : offer(2));
    await settle();
    expect(shown()).toEqual([NOBODY_LOOKS, NOBODY_LOOKS]);
    path.restart();
    await settle();
    expect(shown()).toEqual([NOBODY_LOOKS, NOBODY_LOOKS, NOBODY_LOOKS]);
  }
});

it("says nothing twice while the first offer is on its way", async () => {
  const { path, shown, settle } = pathOf("ben");
  path.show("ada", "camera", 0);
  await vi.advanceTimersByTimeAsync(5000);
  path.receive(offer(1));
  await settle();
  expect(shown()).toEqual([NOBODY_LOOKS]);
});
