// A path that carries, carried or may carry the call, and what came over it.
import type { TrackKey } from "~/lib/trackKey";
import type { MediaPath, PathListener, RemoteTrack } from "~/rtc/path";
import type { Source } from "~/signaling/protocol";

/** How often a direct path gives up before it is believed: it does every twelve seconds. */
const PATIENCE = 5;

export interface Leg {
  epoch: number;
  path: MediaPath;
  tracks: Map<TrackKey<Source>, RemoteTrack>;
  /** What was seen or heard of them. */
  arrived: Set<TrackKey<Source>>;
  /** How often it gave up since it last worked. */
  failures: number;
  unwatch: () => void;
}

export interface LegListener {
  onTrack: (leg: Leg, remote: RemoteTrack) => void;
  onTrackGone: (leg: Leg, remote: RemoteTrack) => void;
  onState: (leg: Leg) => void;
  onFailed: (leg: Leg, reason: string) => void;
}

/** A leg over the path that is built, or null where there is none to be had. */
export function open(
  epoch: number,
  build: (listener: PathListener) => MediaPath | null,
  listener: LegListener,
): Leg | null {
  // A path may have tracks before it is returned.
  const early: RemoteTrack[] = [];
  let leg: Leg | null = null;
  const path = build({
    onTrack: (remote) => {
      if (leg) listener.onTrack(leg, remote);
      else early.push(remote);
    },
    onTrackGone: (remote) => {
      if (leg) listener.onTrackGone(leg, remote);
    },
    onFailed: (reason) => {
      if (leg) listener.onFailed(leg, reason);
    },
  });
  if (!path) return null;
  const unwatch = path.state.subscribe(() => {
    if (leg) listener.onState(leg);
  });
  const opened: Leg = (leg = { epoch, path, tracks: new Map(), arrived: new Set(), failures: 0, unwatch });
  for (const remote of early) listener.onTrack(opened, remote);
  return opened;
}

export const works = (leg: Leg): boolean => leg.path.state.get() === "connected";

/** Whether the older one brings some of that, and the newer one does not. A direct one that broke gets
 * its time to mend: there is no other way. */
export function isNeeded(older: Leg, newer: Leg, all: readonly TrackKey<Source>[]): boolean {
  const mends = older.path.mode === "p2p" && older.path.state.get() === "broken" && older.failures < PATIENCE;
  if (!works(older) && !mends) return false;
  if (works(older) && !works(newer)) return true;
  return all.some((key) => older.arrived.has(key) && !newer.arrived.has(key));
}

export function end(leg: Leg): void {
  leg.unwatch();
  leg.path.close();
}
