// A source of somebody else's that comes in, and what the server was last known to do about it.
import type { types as mediasoup } from "mediasoup-client";

import type { Forwarding, RemoteTrack } from "~/rtc/path";

import { ORDINARY } from "./priority";

export interface Received {
  consumer: mediasoup.Consumer;
  remote: RemoteTrack;
  /** Whether the server was last known to send it. */
  flows: boolean;
  /** The layer it was last asked for. */
  layer: number | undefined;
  /** What it was last given when bandwidth is short. */
  priority: number;
  /** What the server last told of it. */
  reported: Omit<Forwarding, "asked">;
}

/** One that was opened just now: the server sends nothing of it yet. */
export function notYetFlowing(consumer: mediasoup.Consumer, remote: RemoteTrack): Received {
  const reported = { sent: undefined, sourceScore: null };
  return { consumer, remote, flows: false, layer: undefined, priority: ORDINARY, reported };
}
