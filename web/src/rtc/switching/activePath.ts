// A path that carries, carried or may carry the call, and what came over it.
import type { TrackKey } from "~/lib/trackKey";
import type { MediaPath, PathListener, RemoteTrack } from "~/rtc/path";
import type { Source } from "~/protocol/generated";

/** So often, once in twelve seconds, a broken direct path gives up before it is dropped. */
const MOST_FAILURES = 5;

export interface ActivePath {
  epoch: number;
  path: MediaPath;
  tracks: Map<TrackKey<Source>, RemoteTrack>;
  /** What was seen or heard of them. */
  arrived: Set<TrackKey<Source>>;
  /** How often it gave up since it last worked. */
  failures: number;
  unwatch: () => void;
}

export interface ActivePathListener {
  onTrack: (active: ActivePath, remote: RemoteTrack) => void;
  onTrackGone: (active: ActivePath, remote: RemoteTrack) => void;
  onState: (active: ActivePath) => void;
  onFailed: (active: ActivePath, reason: string) => void;
}

/** Follows the path that is built; null where there is none to be had. */
export function open(
  epoch: number,
  build: (listener: PathListener) => MediaPath | null,
  listener: ActivePathListener,
): ActivePath | null {
  // A path may have tracks before it is returned.
  const early: RemoteTrack[] = [];
  let active: ActivePath | null = null;
  const path = build({
    onTrack: (remote) => {
      if (active) listener.onTrack(active, remote);
      else early.push(remote);
    },
    onTrackGone: (remote) => {
      if (active) listener.onTrackGone(active, remote);
    },
    onFailed: (reason) => {
      if (active) listener.onFailed(active, reason);
    },
  });
  if (!path) return null;
  const unwatch = path.state.subscribe(() => {
    if (active) listener.onState(active);
  });
  const opened: ActivePath = (active = { epoch, path, tracks: new Map(), arrived: new Set(), failures: 0, unwatch });
  for (const remote of early) listener.onTrack(opened, remote);
  return opened;
}

export const works = ({ path }: ActivePath): boolean => path.state.get() === "connected";

/** Whether the older one brings some of that, and the newer one does not. A direct one that broke gets
 * its time to mend: there is no other way. */
export function isNeeded(older: ActivePath, newer: ActivePath, all: readonly TrackKey<Source>[]): boolean {
  const mends = older.path.mode === "p2p" && older.path.state.get() === "broken" && older.failures < MOST_FAILURES;
  if (!works(older) && !mends) return false;
  if (works(older) && !works(newer)) return true;
  return all.some((key) => older.arrived.has(key) && !newer.arrived.has(key));
}

export function end(active: ActivePath): void {
  active.unwatch();
  active.path.close();
}
