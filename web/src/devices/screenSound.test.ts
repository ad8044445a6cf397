import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { FakeTrack, stubComputer } from "~test/fakeDevices";

import { Devices } from "./devices";

class CapturedTab extends FakeTrack {
  contentHint = "";
  handle: string | undefined;
  getCaptureHandle = (): object | null => (this.handle === undefined ? null : { handle: this.handle });
}

describe("the sound of a screen", () => {
  const video = (): CapturedTab => new CapturedTab("video", "tab");
  let own = "";
  const asked = vi.fn();

  /** A browser that shares this. */
  const present = async (tracks: FakeTrack[], supported: object, more: object = {}) => {
    const computer = stubComputer();
    Object.assign(navigator.mediaDevices, {
      getSupportedConstraints: () => supported,
      getDisplayMedia: (wanted: object) => {
        asked(wanted);
        const of = (kind: string) => tracks.filter((track) => track.kind === kind);
        return Promise.resolve({
          getVideoTracks: () => of("video"),
          getAudioTracks: () => of("audio"),
          getTracks: () => tracks,
        });
      },
      ...more,
    });
    computer.list = [];
    const { LocalMedia } = await import("./localMedia");
    const local = new LocalMedia(new Devices());
    await local.startScreen();
    return local;
  };
  const handles = { setCaptureHandleConfig: ({ handle }: { handle: string }) => (own = handle) };

  beforeEach(() => {
    vi.resetModules();
    vi.stubGlobal("location", { origin: "https://meet.example" });
    asked.mockReset();
    own = "";
  });
  afterEach(() => vi.unstubAllGlobals());

  it("leaves out what the page plays, where the browser can", async () => {
    await present([video()], { restrictOwnAudio: true });
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ audio: { restrictOwnAudio: true, echoCancellation: false } });
  });

  it("has its echo taken out elsewhere", async () => {
    await present([video()], { echoCancellation: true });
    expect(asked.mock.calls[0]?.[0]).toMatchObject({ audio: { echoCancellation: true } });
    expect(asked.mock.calls[0]?.[0]).not.toHaveProperty("audio.restrictOwnAudio");
  });

  it("is silent while the meeting's own tab is shared, and only then", async () => {
    const tab = video();
    const audio = new FakeTrack("audio", "tab");
    Object.defineProperty(tab, "handle", { get: () => shown() });
    let shown = (): string | undefined => own;
    const local = await present([tab, audio], { restrictOwnAudio: true }, handles);
    expect(own).not.toBe("");
    expect(audio.enabled).toBe(false);
    expect(local.screen.get().on).toBe(true);
    for (const other of [undefined, "another page's"]) {
      shown = () => other;
      tab.dispatchEvent(new Event("capturehandlechange"));
      expect(audio.enabled).toBe(true);
    }
    shown = () => own;
    tab.dispatchEvent(new Event("capturehandlechange"));
    expect(audio.enabled).toBe(false);
  });

  it("is there where a tab cannot be told", async () => {
    const audio = new FakeTrack("audio", "tab");
    await present([video(), audio], {});
    expect(audio.enabled).toBe(true);
  });
});
