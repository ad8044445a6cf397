import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { VideoPlayer } from "./videoPlayer";

type OnFrame = (now: number, metadata: { receiveTime?: number; height: number }) => void;

class FakeVideo extends EventTarget {
  readonly style = { opacity: "" };
  srcObject: { name: string } | null = null;
  container: FakeContainer | null = null;
  frames = 0;
  /** As in Firefox, which counts them elsewhere. */
  countsNone = false;
  videoHeight = 360;
  #onFrame: OnFrame | null = null;
  play(): Promise<void> {
    return Promise.resolve();
  }
  remove(): void {
    this.container?.videos.delete(this);
    this.container = null;
  }
  requestVideoFrameCallback(onFrame: OnFrame): void {
    this.#onFrame = onFrame;
  }
  getVideoPlaybackQuality(): { totalVideoFrames: number } {
    return { totalVideoFrames: this.countsNone ? 0 : this.frames };
  }
  get mozPaintedFrames(): number | undefined {
    return this.countsNone ? this.frames : undefined;
  }
  /** A frame is on the page; of a local track nothing says when it was received. */
  frame(receiveTime?: number): void {
    this.frames += 1;
    const onFrame = this.#onFrame;
    this.#onFrame = null;
    const received = receiveTime === undefined ? {} : { receiveTime };
    onFrame?.(performance.now(), { ...received, height: this.videoHeight });
  }
}

class FakeContainer {
  readonly videos = new Set<FakeVideo>();
  clientHeight = 360;
  append(video: FakeVideo): void {
    this.videos.add(video);
    video.container = this;
  }
  /** The video of that track. */
  video(name: string): FakeVideo {
    const found = [...this.videos].find(({ srcObject }) => srcObject?.name === name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  }
  /** The tracks that can be seen. */
  get shown(): (string | undefined)[] {
    return [...this.videos].filter(({ style }) => style.opacity === "").map(({ srcObject }) => srcObject?.name);
  }
}

class FakeDocument extends EventTarget {
  hidden = false;
  createElement(): FakeVideo {
    return new FakeVideo();
  }
}

/** Says nothing by itself, as long as nothing moves. */
class FakeObserver {
  readonly tell: (entries: object[]) => void;
  constructor(tell: (entries: object[]) => void) {
    this.tell = tell;
    observers.push(this);
  }
  observe(): void {
    // What is observed is the one container.
  }
  disconnect(): void {
    // The test stops telling.
  }
}
const observers: FakeObserver[] = [];

const trackOf = (name: string): MediaStreamTrack => ({ name }) as unknown as MediaStreamTrack;

beforeEach(() => {
  vi.useFakeTimers();
  observers.length = 0;
  vi.stubGlobal("document", new FakeDocument());
  vi.stubGlobal("devicePixelRatio", 2);
  vi.stubGlobal("ResizeObserver", FakeObserver);
  vi.stubGlobal("IntersectionObserver", FakeObserver);
  vi.stubGlobal(
    "MediaStream",
    class {
      readonly name: string;
      constructor([track]: { name: string }[]) {
        this.name = track?.name ?? "";
      }
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const placed = () => {
  const player = new VideoPlayer(true);
  const container = new FakeContainer();
  player.place(container as unknown as HTMLElement);
  return { player, container };
};

/** An old picture that is shown, and a fresh one on its way. */
const replacing = () => {
  const { player, container } = placed();
  player.show(trackOf("old"));
  const old = container.video("old");
  old.frame();
  const arrived = vi.fn();
  player.show(trackOf("fresh"), arrived);
  return { player, container, old, fresh: container.video("fresh"), arrived };
};

/** The fresh one has one frame for so many of the old one. */
function together(old: FakeVideo, fresh: FakeVideo, { each, times }: { each: number; times: number }): void {
  for (let time = 0; time < times; time += 1) {
    for (let count = 0; count < each; count += 1) old.frame();
    vi.advanceTimersByTime(33 * each);
    fresh.frame(performance.now());
  }
}

it("shows the first picture with its first frame", () => {
  const { player, container } = placed();
  const arrived = vi.fn();
  player.show(trackOf("first"), arrived);
  expect(player.height.get()).toBe(720);
  expect(container.shown).toEqual([]);
  expect(arrived).not.toHaveBeenCalled();
  container.video("first").frame();
  expect(container.shown).toEqual(["first"]);
  expect(arrived).toHaveBeenCalledOnce();
});

it("lets a picture take over that has moved as smoothly for some frames, and not before", () => {
  const { container, old, fresh, arrived } = replacing();
  together(old, fresh, { each: 1, times: 5 });
  expect(container.shown).toEqual(["old"]);
  expect(arrived).not.toHaveBeenCalled();
  together(old, fresh, { each: 1, times: 1 });
  expect(container.shown).toEqual(["fresh"]);
  expect([...container.videos]).toEqual([fresh]);
  expect(old.srcObject).toBeNull();
  expect(arrived).toHaveBeenCalledOnce();
});

it("sees that a new one stutters in Firefox too", () => {
  const { container, old, fresh } = replacing();
  old.countsNone = true;
  together(old, fresh, { each: 4, times: 10 });
  expect(container.shown).toEqual(["old"]);
});

it("keeps the smooth one beside one that stutters, but no longer than the limit", () => {
  const { container, old, fresh, arrived } = replacing();
  together(old, fresh, { each: 10, times: 18 });
  expect(container.shown).toEqual(["old"]);
  expect(arrived).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(container.shown).toEqual(["fresh"]);
  expect(arrived).toHaveBeenCalledOnce();
});

it("counts from the start again after each time that the new one stutters", () => {
  const { container, old, fresh } = replacing();
  together(old, fresh, { each: 1, times: 5 });
  together(old, fresh, { each: 3, times: 1 });
  together(old, fresh, { each: 1, times: 5 });
  expect(container.shown).toEqual(["old"]);
  together(old, fresh, { each: 1, times: 1 });
  expect(container.shown).toEqual(["fresh"]);
});

it.each([
  [0, ["fresh"]],
  [2, ["fresh"]],
  [3, ["old"]],
])("lets a picture with one frame take over from one that moves seldom: %i frames in half a second", (moves, shown) => {
  const { container, old, fresh, arrived } = replacing();
  fresh.frame(performance.now());
  for (let frame = 0; frame < moves; frame += 1) old.frame();
  vi.advanceTimersByTime(499);
  expect(container.shown).toEqual(["old"]);
  vi.advanceTimersByTime(1);
  expect(container.shown).toEqual(shown);
  expect(arrived).toHaveBeenCalledTimes(shown[0] === "fresh" ? 1 : 0);
});

it("lets a picture take over at once from one that is lost, or has ended", () => {
  for (const lost of [true, false]) {
    const { player, container } = placed();
    const track = trackOf("old");
    player.show(track);
    container.video("old").frame();
    if (!lost) Object.assign(track, { readyState: "ended" });
    player.show(trackOf("fresh"), undefined, lost);
    container.video("fresh").frame(performance.now());
    expect(container.shown).toEqual(["fresh"]);
  }
});

it("takes two frames for as good as smooth when the old one stops meanwhile", () => {
  const { container, old, fresh } = replacing();
  together(old, fresh, { each: 10, times: 1 });
  fresh.frame(performance.now());
  expect(container.shown).toEqual(["old"]);
  fresh.frame(performance.now());
  expect(container.shown).toEqual(["fresh"]);
});

it("keeps the sharper one until the new one is as sharp", () => {
  const { container, old, fresh, arrived } = replacing();
  fresh.videoHeight = 180;
  together(old, fresh, { each: 1, times: 20 });
  expect(container.shown).toEqual(["old"]);
  expect(arrived).not.toHaveBeenCalled();
  fresh.videoHeight = 360;
  together(old, fresh, { each: 1, times: 1 });
  expect(container.shown).toEqual(["fresh"]);
  expect(arrived).toHaveBeenCalledOnce();
});

it("shows one that is less sharp than the old one, but as sharp as a new way sends", () => {
  const { container, old, fresh } = replacing();
  old.videoHeight = 720;
  fresh.videoHeight = 360;
  together(old, fresh, { each: 1, times: 6 });
  expect(container.shown).toEqual(["fresh"]);
});

it("keeps the sharper one not for long, and not when it stands still", () => {
  for (const { each, times } of [
    { each: 1, times: 90 },
    { each: 0, times: 6 },
  ]) {
    const { container, old, fresh } = replacing();
    fresh.videoHeight = 180;
    together(old, fresh, { each: 1, times: 8 });
    expect(container.shown).toEqual(["old"]);
    together(old, fresh, { each, times });
    expect(container.shown).toEqual(["fresh"]);
  }
});

it("does not count the last frame of before, which a track that rested still has", () => {
  const { container, fresh, arrived } = replacing();
  fresh.frame(performance.now() - 1);
  vi.advanceTimersByTime(10_000);
  expect(container.shown).toEqual(["old"]);
  expect(arrived).not.toHaveBeenCalled();
  fresh.frame(performance.now());
  vi.advanceTimersByTime(500);
  expect(container.shown).toEqual(["fresh"]);
});

it("waits for no frame where nobody looks", () => {
  const { player, container } = placed();
  container.clientHeight = 0;
  for (const { tell } of observers) tell([{ isIntersecting: false }]);
  const arrived = vi.fn();
  player.show(trackOf("first"), arrived);
  expect(arrived).toHaveBeenCalledOnce();
});

it("waits no longer once the person looks elsewhere", () => {
  const { player, arrived } = replacing();
  (document as unknown as FakeDocument).hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  expect(player.height.get()).toBe(0);
  expect(arrived).toHaveBeenCalledOnce();
});

it("shows on a hidden page what was decoded, since no frame is presented there", () => {
  const { container, fresh, arrived } = replacing();
  (document as unknown as FakeDocument).hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  fresh.dispatchEvent(new Event("loadeddata"));
  expect(container.shown).toEqual(["fresh"]);
  expect(arrived).toHaveBeenCalledOnce();
});

it("forgets what was on its way when nothing shall be shown", () => {
  const { player, container, old, fresh, arrived } = replacing();
  together(old, fresh, { each: 10, times: 1 });
  player.show(null);
  vi.advanceTimersByTime(10_000);
  fresh.frame(performance.now());
  expect([...container.videos]).toEqual([]);
  expect(arrived).not.toHaveBeenCalled();
});

it("keeps no timer once it is closed", () => {
  const { player, old, fresh } = replacing();
  together(old, fresh, { each: 10, times: 1 });
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  player.close();
  expect(vi.getTimerCount()).toBe(0);
});

it("forgets the one on its way when another comes, and its limit too", () => {
  const { player, container, old, fresh, arrived } = replacing();
  together(old, fresh, { each: 10, times: 1 });
  player.show(trackOf("newest"));
  vi.advanceTimersByTime(10_000);
  expect(container.shown).toEqual(["old"]);
  expect(arrived).not.toHaveBeenCalled();
  container.video("newest").frame(performance.now());
  vi.advanceTimersByTime(500);
  expect(container.shown).toEqual(["newest"]);
});
