// A way for media between this browser and the others: directly, or through the SFU.
import type { Readable } from "~/state/store";
import type { ModeName, Source } from "~/signaling/protocol";

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

export interface MediaPath {
  readonly mode: ModeName;
  readonly state: Readable<PathState>;
  /** Sends the track as that source from now on; a source that is off, or null, sends nothing. */
  publish(source: Source, track: MediaStreamTrack | null, on: boolean): void;
  /** The picture is shown that high, in device pixels; 0: nobody looks. */
  show(participantId: string, source: Source, height: number): void;
  /** Resting, it keeps the way open and carries nothing; a path that cannot is not kept. */
  rest?(resting: boolean): void;
  /** Sparing, it takes less than it could show, while another path still carries the call. */
  spare?(sparing: boolean): void;
  /** The network changed: find the way again. */
  restart(): void;
  close(): void;
}

export const SOURCES = ["microphone", "camera", "screen", "screenAudio"] as const;

export const kindOf = (source: Source): "audio" | "video" =>
  source === "microphone" || source === "screenAudio" ? "audio" : "video";
