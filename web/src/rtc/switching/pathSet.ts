// The paths that live: the one that carries the call, those before it and after it, and one on standby.
import type { TrackKey } from "~/lib/trackKey";
import type { PathState, RemoteTrack } from "~/rtc/path";
import type { Source } from "~/protocol/generated";

import { end, works, type ActivePath } from "./activePath";

/** So long one that was moved away from goes on sending. */
const LINGER_MS = 2000;

export class PathSet {
  current: ActivePath | null = null;
  /** On its way; only ever beside an older one. */
  next: ActivePath | null = null;
  /** The one before `current`; kept because `current` brought only some of its tracks. */
  previous: ActivePath | null = null;
  standby: ActivePath | null = null;
  /** What is sent over them goes on for a while; what they bring is not wanted any more. */
  readonly #lingering = new Map<ActivePath, ReturnType<typeof setTimeout>>();

  get newest(): ActivePath | null {
    return this.next ?? this.current;
  }

  /** Those that bring something, the newest first. */
  get open(): ActivePath[] {
    return [this.next, this.current, this.previous].filter((active) => active !== null);
  }

  /** Also the one on standby, and those that go. */
  get all(): ActivePath[] {
    return [...this.open, this.standby, ...this.#lingering.keys()].filter((active) => active !== null);
  }

  /** Of the newest that works, or else of the current one; null where there is none. */
  get state(): PathState | null {
    const active = this.newest && works(this.newest) ? this.newest : this.current;
    return active?.path.state.get() ?? null;
  }

  /** The tracks that are shown or heard now. */
  tracks(): RemoteTrack[] {
    const found = new Map<TrackKey<Source>, RemoteTrack>();
    for (const active of this.open.reverse()) {
      for (const [key, remote] of active.tracks) {
        if (!found.has(key) || active.arrived.has(key)) found.set(key, remote);
      }
    }
    return [...found.values()];
  }

  add(active: ActivePath): void {
    if (this.current) this.next = active;
    else this.current = active;
  }

  dropNext(): void {
    if (this.next) end(this.next);
    this.next = null;
  }

  /** Another will come next: what was on its way stays if it brings something, and so does what is needed beside it. */
  makeWay(isNeeded: (older: ActivePath, newer: ActivePath) => boolean): void {
    const { next, current } = this;
    if (!next || !current) return;
    if (!works(next) || next.arrived.size === 0) {
      this.dropNext();
      return;
    }
    if (this.previous) end(this.previous);
    this.previous = isNeeded(current, next) ? current : null;
    if (!this.previous) end(current);
    this.current = next;
    this.next = null;
  }

  /** Only the newest carries the call from now on; the answer is what did before. */
  settle(): ActivePath[] {
    const older = this.open.filter((active) => active !== this.newest);
    this.current = this.newest;
    this.next = this.previous = null;
    return older;
  }

  /** Ends one; in a while if it is through that router: until the others have what the new one sends,
   * they see what this one does. */
  leave(active: ActivePath, leavingRouterId: string | null | undefined): void {
    if (active.path.mode === "p2p" || active.path.routerId !== leavingRouterId) {
      end(active);
      return;
    }
    const go = (): void => {
      this.#lingering.delete(active);
      end(active);
    };
    this.#lingering.set(active, setTimeout(go, LINGER_MS));
  }

  endAll(): void {
    for (const active of this.all) end(active);
    for (const timer of this.#lingering.values()) clearTimeout(timer);
    this.#lingering.clear();
    this.current = this.next = this.previous = this.standby = null;
  }
}
