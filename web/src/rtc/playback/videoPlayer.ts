// One picture on the page. A new track takes the place of the old one once it is as smooth and as sharp.
import { recordStep } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import { isSharp, REDUCED_HEIGHT } from "~/rtc/encoding/layers";

import { Smoothness } from "./smoothness";

/**
 * Milliseconds that a new picture has to become as smooth as the old one. Both ends of a way through
 * the SFU look after 5 s whether it carries more than was asked of it, if not before.
 */
const LONGEST_WAIT = 6000;
/** An old picture with so few frames in so many milliseconds stands still, as slides do: any new one is as good. */
const SELDOM = { frames: 2, within: 500 };
/** Milliseconds that it has to become as sharp: a network that does not carry it yet may never do. */
const SHARPENS_WITHIN = 3000;

type FirstFrame = () => void;

interface Picture {
  track: MediaStreamTrack;
  element: HTMLVideoElement;
  /** Until it is shown as it is. */
  timers: ReturnType<typeof setTimeout>[];
}

export class VideoPlayer {
  /** How high it is shown, in device pixels; 0 while nobody looks. */
  readonly height = new Store(0);
  readonly #resized = new ResizeObserver(() => this.#measure());
  readonly #seen = new IntersectionObserver((entries) => {
    this.#isSeen = entries.at(-1)?.isIntersecting ?? false;
    this.#measure();
  });
  readonly #onVisibility = (): void => this.#measure();
  #isSeen = false;
  #container: HTMLElement | null = null;
  #shown: Picture | null = null;
  #coming: Picture | null = null;
  #wanted: MediaStreamTrack | null = null;
  #onFirstFrame: FirstFrame | undefined;
  readonly #remote: boolean;

  constructor(remote: boolean) {
    this.#remote = remote;
    document.addEventListener("visibilitychange", this.#onVisibility);
  }

  /** Where the picture goes; null while the tile is not on the page. */
  place(container: HTMLElement | null): void {
    this.#container = container;
    this.#resized.disconnect();
    this.#seen.disconnect();
    if (container) {
      this.#isSeen = true;
      this.#resized.observe(container);
      this.#seen.observe(container);
    }
    this.#measure();
    this.#remove(this.#shown);
    this.#remove(this.#coming);
    this.#shown = this.#coming = null;
    if (container && this.#wanted) this.#load(this.#wanted);
  }

  /** Leaves the place only if it is still this one. */
  leave(container: HTMLElement): void {
    if (this.#container === container) this.place(null);
  }

  /**
   * Shows the track, and says when it is on the page; at once when nobody looks. An old picture that is
   * lost gives way to the first frame.
   */
  show(track: MediaStreamTrack | null, onFirstFrame?: FirstFrame, oldIsLost = false): void {
    if (track === this.#wanted) {
      if (this.#coming?.track === track && this.height.get() > 0) this.#onFirstFrame = onFirstFrame;
      else onFirstFrame?.();
      return;
    }
    this.#wanted = track;
    this.#onFirstFrame = onFirstFrame;
    this.#remove(this.#coming);
    this.#coming = null;
    if (track === null) {
      this.#remove(this.#shown);
      this.#shown = null;
      return;
    }
    if (this.#container) this.#load(track, oldIsLost);
    if (this.height.get() === 0) this.#arrived();
  }

  close(): void {
    this.show(null);
    this.place(null);
    document.removeEventListener("visibilitychange", this.#onVisibility);
  }

  #measure(): void {
    // Of a hidden page the observers say nothing.
    const seen = this.#isSeen && !document.hidden;
    const pixels = this.#container && seen ? this.#container.clientHeight * devicePixelRatio : 0;
    this.height.set(Math.round(pixels));
    if (pixels === 0 && this.#coming) this.#arrived();
  }

  #load(track: MediaStreamTrack, oldIsLost = false): void {
    const element = document.createElement("video");
    element.autoplay = element.muted = element.playsInline = true;
    element.disablePictureInPicture = true;
    element.style.opacity = "0";
    element.srcObject = new MediaStream([track]);
    this.#container?.append(element);
    const coming: Picture = (this.#coming = { track, element, timers: [] });
    const began = performance.now();
    const old = this.#shown?.element;
    const lost = oldIsLost || !this.#shown || this.#shown.track.readyState === "ended";
    let oldFrames = framesOf(old);
    const smoothness = new Smoothness();
    const isAsSharp = (height: number): boolean =>
      height >= (old?.videoHeight ?? 0) || isSharp(height, Math.min(this.height.get(), REDUCED_HEIGHT));
    const onFrame = (_now: number, { receiveTime, height }: VideoFrameCallbackMetadata): void => {
      if (this.#coming !== coming) return;
      element.requestVideoFrameCallback(onFrame);
      // A track that rested before still has its last picture: that one is old.
      if (receiveTime !== undefined && receiveTime < began) return;
      const missed = framesOf(old) - oldFrames;
      oldFrames += missed;
      const smooth = smoothness.add(missed);
      const isLate = performance.now() - began > SHARPENS_WITHIN;
      if (lost || (smooth && (isAsSharp(height) || isLate || smoothness.besideNone))) present();
      else if (coming.timers.length === 0) {
        const before = oldFrames;
        const ifStill = (): void => {
          if (framesOf(old) - before <= SELDOM.frames) present();
        };
        coming.timers = [setTimeout(ifStill, SELDOM.within), setTimeout(present, LONGEST_WAIT)];
      }
    };
    const present = (): void => {
      stopTimers(coming);
      if (this.#coming !== coming) return;
      element.style.opacity = "";
      if (this.#remote) recordStep("frame");
      this.#remove(this.#shown);
      this.#shown = coming;
      this.#coming = null;
      this.#arrived();
    };
    element.requestVideoFrameCallback(onFrame);
    // A hidden page presents no frames, but it decodes them. Once: the listener holds the older picture.
    const onLoaded = (): void => {
      if (document.hidden) present();
    };
    element.addEventListener("loadeddata", onLoaded, { once: true });
    element.play().catch(() => undefined);
  }

  #arrived(): void {
    const told = this.#onFirstFrame;
    this.#onFirstFrame = undefined;
    told?.();
  }

  #remove(picture: Picture | null): void {
    if (!picture) return;
    stopTimers(picture);
    picture.element.srcObject = null;
    picture.element.remove();
  }
}

/** They would keep a picture that is gone. */
const stopTimers = ({ timers }: Picture): void => {
  for (const timer of timers) clearTimeout(timer);
};

/** Of a stream, Firefox counts the frames under a name of its own alone. */
const framesOf = (element: (HTMLVideoElement & { mozPaintedFrames?: number }) | undefined): number =>
  element ? Math.max(element.getVideoPlaybackQuality().totalVideoFrames, element.mozPaintedFrames ?? 0) : 0;
