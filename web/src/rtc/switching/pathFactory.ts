// Makes the paths of a call, and learns whether media has a way to a worker.
import type { SentCodec } from "~/rtc/encoding/codecs";
import type { FrameTransform } from "~/rtc/frameTransform";
import { P2PPath } from "~/rtc/p2p/p2pPath";
import type { MediaPath, PathListener } from "~/rtc/path";
import { isKnown } from "~/rtc/sfu/device";
import { SfuPath } from "~/rtc/sfu/sfuPath";
import type { Requests } from "~/signaling/requests";
import type { BothTransports, Mode } from "~/protocol/generated";

/** A way that does not work by then is reported as blocked. */
const UNREACHABLE_AFTER_MS = 12_000;

export interface PathFactoryOptions {
  requests: Requests;
  transform: FrameTransform;
  /** This browser can have none. */
  impossible?: boolean;
  /** The participants at both ends of a direct path; null while there are none. */
  ends: () => { self: string; other: string } | null;
  iceServers: () => RTCIceServer[];
  /** In which pictures are sent through the SFU. */
  codec: () => SentCodec;
  /** Whether media has a way to a worker. */
  onReachability: (isReachable: boolean) => void;
}

export class PathFactory {
  readonly #options: PathFactoryOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isReachable: boolean | null = null;
  /** Made with the join, and not used yet. */
  #transports: BothTransports | null = null;

  constructor(options: PathFactoryOptions) {
    this.#options = options;
  }

  /** A path of that mode, in place of one that failed if there was one; null when there is nobody to
   * have one to, or no router. */
  build(mode: Mode, listener: PathListener, failed?: MediaPath): MediaPath | null {
    if (this.#options.impossible) return null;
    if (mode.mode === "p2p") return this.#direct(mode.epoch, listener);
    const producers = failed instanceof SfuPath ? [...failed.producers] : mode.producers;
    return this.#sfu({ ...mode, producers }, listener);
  }

  /** A path that a group would take. */
  buildStandby(mode: Mode, listener: PathListener): MediaPath | null {
    return this.#options.impossible ? null : this.#sfu(mode, listener);
  }

  /** Whether a path from before still serves the new mode; then it knows of all that others send. */
  reuse(path: MediaPath, mode: Mode): boolean {
    if (!(path instanceof SfuPath) || path.routerId !== mode.routerId || path.isLost) return false;
    path.setProducers(mode.producers);
    return true;
  }

  /** The next path to that router has these transports. */
  use(transports: BothTransports | null): void {
    this.#transports = transports;
  }

  /** The server may not have heard it. */
  repeat(): void {
    if (this.#isReachable !== null) this.#options.onReachability(this.#isReachable);
  }

  /** All paths are void, and what was known of them. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#isReachable = null;
  }

  #direct(epoch: number, listener: PathListener): P2PPath | null {
    const ends = this.#options.ends();
    if (!ends) return null;
    return new P2PPath({
      ...ends,
      iceServers: this.#options.iceServers(),
      listener,
      transform: this.#options.transform,
      signal: async (payload) => {
        await this.#options.requests.request("p2p:signal", { epoch, to: ends.other, payload });
      },
    });
  }

  #sfu(mode: Mode, listener: PathListener): SfuPath | null {
    if (mode.routerId === null || mode.routerRtpCapabilities === null) return null;
    const made = this.#transports?.routerId === mode.routerId ? this.#transports : null;
    this.#transports = null;
    // What was made for capabilities from another router than this one is left, and made anew.
    const ready = made?.consumed && !isKnown(mode.routerRtpCapabilities) ? null : made;
    const path = new SfuPath({
      ready,
      routerId: mode.routerId,
      routerRtpCapabilities: mode.routerRtpCapabilities,
      iceServers: this.#options.iceServers(),
      requests: this.#options.requests,
      listener,
      transform: this.#options.transform,
      codec: this.#options.codec,
    });
    path.setProducers(mode.producers);
    this.#watchReachability(path);
    return path;
  }

  /** Says whether the way works, when that is known and each time that it changes. */
  #watchReachability(path: SfuPath): void {
    const look = (): void => {
      clearTimeout(this.#timer);
      if (path.isReachable) this.#report(true);
      else if (path.state.get() !== "connected") {
        this.#timer = setTimeout(() => {
          // One that is not wanted any more says nothing.
          if (!path.isClosed) this.#report(false);
        }, UNREACHABLE_AFTER_MS);
      }
    };
    path.state.subscribe(look);
    look();
  }

  #report(isReachable: boolean): void {
    if (this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    this.#options.onReachability(isReachable);
  }
}
