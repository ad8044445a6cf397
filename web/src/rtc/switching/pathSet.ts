// The paths that live: the one that carries the call, those before it and after it, and one that rests.
import type { TrackKey } from "~/lib/trackKey";
import type { RemoteTrack } from "~/rtc/path";
import type { Source } from "~/signaling/protocol";

import { end, works, type Leg } from "./activePath";

export class Legs {
  current: Leg | null = null;
  /** On its way; only ever beside an older one. */
  next: Leg | null = null;
  /** Of before the current one, which came only in part before the call turned back. */
  oldest: Leg | null = null;
  resting: Leg | null = null;

  get newest(): Leg | null {
    return this.next ?? this.current;
  }

  /** Those that bring something, the newest first. */
  get open(): Leg[] {
    return [this.next, this.current, this.oldest].filter((leg) => leg !== null);
  }

  /** Also the one that rests. */
  get all(): Leg[] {
    return [...this.open, this.resting].filter((leg) => leg !== null);
  }

  /** The tracks that are shown or heard now. */
  tracks(): RemoteTrack[] {
    const found = new Map<TrackKey<Source>, RemoteTrack>();
    for (const leg of this.open.reverse()) {
      for (const [key, remote] of leg.tracks) {
        if (!found.has(key) || leg.arrived.has(key)) found.set(key, remote);
      }
    }
    return [...found.values()];
  }

  add(leg: Leg): void {
    if (this.current) this.next = leg;
    else this.current = leg;
  }

  dropNext(): void {
    if (this.next) end(this.next);
    this.next = null;
  }

  /** Another will come next: what was on its way stays if it brings something, and so does what is needed beside it. */
  makeWay(isNeeded: (older: Leg, newer: Leg) => boolean): void {
    const { next, current } = this;
    if (!next || !current) return;
    if (!works(next) || next.arrived.size === 0) {
      this.dropNext();
      return;
    }
    if (this.oldest) end(this.oldest);
    this.oldest = isNeeded(current, next) ? current : null;
    if (!this.oldest) end(current);
    this.current = next;
    this.next = null;
  }

  /** Only the newest carries the call from now on; the answer is what did before. */
  settle(): Leg[] {
    const older = this.open.filter((leg) => leg !== this.newest);
    this.current = this.newest;
    this.next = this.oldest = null;
    return older;
  }

  endAll(): void {
    for (const leg of this.all) end(leg);
    this.current = this.next = this.oldest = this.resting = null;
  }
}
