import { beforeEach, describe, expect, it, vi } from "vitest";

import type { LocalMedia, LocalSource } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import type { Source } from "~/signaling/protocol";

import { OwnSources, type On } from "./ownSources";

const players = vi.hoisted(() => [] as { shown: unknown; closed: boolean }[]);
vi.mock("~/rtc/playback/videoPlayer", () => ({
  VideoPlayer: class {
    shown: unknown = null;
    closed = false;
    constructor() {
      players.push(this);
    }
    show(track: unknown): void {
      this.shown = track;
    }
    close(): void {
      this.closed = true;
    }
  },
}));

const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };
const track = (name: string) => name as unknown as MediaStreamTrack;

describe("OwnSources", () => {
  let stores: Record<Source, Store<LocalSource>>;
  let own: OwnSources;
  let changed: Source[];
  let turned: Partial<On>[];
  let voices: unknown[];

  beforeEach(() => {
    players.length = 0;
    [changed, turned, voices] = [[], [], []];
    stores = {
      microphone: new Store({ ...OFF, on: true, track: track("voice") }),
      camera: new Store({ ...OFF, on: true, track: track("face") }),
      screen: new Store(OFF),
      screenAudio: new Store(OFF),
    };
    own = new OwnSources({ ...stores, store: (source: Source) => stores[source] } as unknown as LocalMedia, {
      onChanged: (source) => changed.push(source),
      onTurned: (what) => turned.push(what),
      onVoice: (voice) => voices.push(voice),
    });
  });
  const set = (source: Source, change: Partial<LocalSource>): void =>
    stores[source].update((before) => ({ ...before, ...change }));

  it("says what is turned on and off, and nothing of what only changes", () => {
    set("microphone", { on: false });
    set("camera", { track: track("other face") });
    set("camera", { pending: true });
    set("screen", { on: true, track: track("slides") });
    expect(turned).toEqual([{ microphone: false }, { screen: true }]);
    expect(changed).toEqual(["microphone", "camera", "camera", "screen"]);
  });

  it("publishes a screen's sound, of which the others are told with the screen", () => {
    set("screenAudio", { on: true, track: track("music") });
    expect(changed).toEqual(["screenAudio"]);
    expect(turned).toEqual([]);
  });

  it("makes up for what was turned while nobody could be told, and only for that", () => {
    const said = own.on;
    expect(said).toEqual({ microphone: true, camera: true, screen: false });
    set("microphone", { on: false });
    set("camera", { on: false });
    set("camera", { on: true });
    turned = [];
    own.tellSince(said);
    expect(turned).toEqual([{ microphone: false }]);
  });

  it("shows one's own pictures, and listens to one's voice while it is on", () => {
    own.show();
    expect(players.map(({ shown }) => shown)).toEqual(["face", null]);
    set("camera", { on: false, track: null });
    set("screen", { on: true, track: track("slides") });
    expect(players.map(({ shown }) => shown)).toEqual([null, "slides"]);
    set("microphone", { on: false });
    expect(voices).toEqual(["voice", null]);
  });

  it("is deaf and dark once it is closed", () => {
    own.close();
    set("microphone", { on: false });
    expect(turned).toEqual([]);
    expect(players.every(({ closed }) => closed)).toBe(true);
  });
});
