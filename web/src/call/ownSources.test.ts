import { beforeEach, describe, expect, it } from "vitest";

import type { LocalMedia, LocalSource } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import type { VideoPlayer } from "~/rtc/playback/videoPlayer";
import type { Source } from "~/protocol/generated";

import { OwnSources, type On } from "./ownSources";

class FakePlayer {
  shown: unknown = null;
  closed = false;
  show(track: unknown): void {
    this.shown = track;
  }
  close(): void {
    this.closed = true;
  }
}

const OFF: LocalSource = { on: false, pending: false, problem: null, track: null };
const track = (name: string) => name as unknown as MediaStreamTrack;

describe("OwnSources", () => {
  let stores: Record<Source, Store<LocalSource>>;
  let own: OwnSources;
  let players: FakePlayer[];
  let changed: Source[];
  let turned: Partial<On>[];
  let voices: unknown[];

  beforeEach(() => {
    [changed, turned, voices, players] = [[], [], [], []];
    stores = {
      microphone: new Store({ ...OFF, on: true, track: track("voice") }),
      camera: new Store({ ...OFF, on: true, track: track("face") }),
      screen: new Store(OFF),
      screenAudio: new Store(OFF),
    };
    const local = { ...stores, store: (source: Source) => stores[source] } as unknown as LocalMedia;
    const player = (): VideoPlayer => {
      const made = new FakePlayer();
      players.push(made);
      return made as unknown as VideoPlayer;
    };
    own = new OwnSources(local, player, {
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
