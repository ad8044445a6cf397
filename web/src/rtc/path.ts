// A way for media between this browser and the others: directly, or through the SFU.
import type { Readable } from "~/lib/store";
import type { ModeName, P2PPayload, Source } from "~/protocol/generated";

import type { VideoPolicy } from "./videoPolicy";

export type PathState = "connecting" | "connected" | "broken";

export interface RemoteTrack {
  readonly participantId: string;
  readonly source: Source;
  readonly track: MediaStreamTrack;
  readonly receiver: RTCRtpReceiver | undefined;
}

export interface PathListener {
  onTrack(remote: RemoteTrack): void;
  onTrackGone(remote: RemoteTrack): void;
  /** It cannot be had, or is lost for good. */
  onFailed(reason: string): void;
}

/** What the SFU makes of a picture that it passes on. */
export interface Forwarding {
  /** The spatial layer that it was asked for; null: none. */
  asked: number | null | undefined;
  /** The one that it sends, null: none, or undefined while it has not said. */
  sent: number | null | undefined;
  /** How well the source reaches it, 0 to 10; null while it has not said. */
  sourceScore: number | null;
}

export interface MediaPath {
  readonly mode: ModeName;
  /** The router that it goes through; none between two. */
  readonly routerId?: string | null;
  readonly state: Readable<PathState>;
  /** Sends the track as that source from now on; a source that is off, or null, sends nothing. */
  publish(source: Source, track: MediaStreamTrack | null, on: boolean): void;
  /** The picture is shown that high, in device pixels; 0: nobody looks. */
  show(participantId: string, source: Source, height: number): void;
  /** On standby it keeps the way open and carries silence; a path that cannot is not kept. */
  setStandby?(standby: boolean): void;
  /** Only these pictures are received from now on. */
  setVideoPolicy(policy: VideoPolicy): void;
  /** What the browser counts, a report for each connection. */
  getStats(): Promise<readonly RTCStatsReport[]>;
  forwarding?(remote: RemoteTrack): Forwarding | null;
  /** The other browser says something of this path. */
  receive?(payload: P2PPayload): void;
  /** Reduced, it takes less than it could show, while another path still carries the call. */
  setReduced?(reduced: boolean): void;
  /** What it went through is gone: sends nothing any more, and keeps what it showed last. */
  abandon?(): void;
  /** The network changed: find the way again. */
  restart(): void;
  close(): void;
}

export const SOURCES = ["microphone", "camera", "screen", "screenAudio"] as const;

export const kindOf = (source: Source): "audio" | "video" =>
  source === "microphone" || source === "screenAudio" ? "audio" : "video";
