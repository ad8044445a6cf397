// What a check finds of one thing, as a code: the words for it are the page's.
import type { Problem } from "~/devices/deviceError";

export type Subject =
  | "address"
  | "webrtc"
  | "storage"
  | "camera"
  | "microphone"
  | "polling"
  | "websocket"
  | "stun"
  | "relay"
  | "worker"
  | "line";

/** poor: meetings work, and not as well as they could · left: there was nothing to look at. */
export type State = "running" | "well" | "poor" | "ill" | "left";

export type Code =
  | "secure"
  | "insecure"
  | "webrtc"
  | "noWebrtc"
  | "keeps"
  | "keepsNothing" // This browser.
  | "camera"
  | "heard"
  | "quiet"
  | "device" // Devices; `device`: see `problem`.
  | "polling"
  | "noPolling"
  | "websocket"
  | "noWebsocket" // The socket.
  | "stun"
  | "noStun"
  | "stunNone" // Ways between two people.
  | "relay"
  | "relayGone"
  | "relayRefuses"
  | "relayFull"
  | "relayUnknown"
  | "relayBeside"
  | "relayMute"
  | "relayNone"
  | "reached"
  | "direct"
  | "overTcp"
  | "relayed"
  | "noWay"
  | "noWorker"
  | "tooMany"
  | "notAsked" // The way to a worker.
  | "line"
  | "lossy"
  | "slow"
  | "uneven"
  | "lineCut"
  | "lineLeft"; // What that way is like.

export interface Figures {
  /** Milliseconds there and back; of a line, of most packets. */
  delay?: number;
  /** Milliseconds by which the slowest of twenty come later than most. */
  spread?: number;
  /** Percent that did not come back. */
  loss?: number;
  /** Packets sent. */
  sent?: number;
  family?: 0 | 4 | 6;
  /** How the relay is reached over which something goes. */
  relay?: RelayWay["transport"];
}

export interface Outcome {
  state: Exclude<State, "running">;
  code: Code;
  figures?: Figures;
  problem?: Problem;
}

export interface Row {
  id: string;
  subject: Subject;
  /** Which of several: how a relay is reached. */
  way?: RelayWay;
  state: State;
  outcome: Outcome | null;
}

export interface RelayWay {
  transport: "UDP" | "TCP" | "TLS";
  port: number;
}

export const well = (code: Code, figures?: Figures): Outcome => ({ state: "well", code, ...(figures && { figures }) });
export const poor = (code: Code, figures?: Figures): Outcome => ({ state: "poor", code, ...(figures && { figures }) });
export const ill = (code: Code, figures?: Figures): Outcome => ({ state: "ill", code, ...(figures && { figures }) });
export const left = (code: Code): Outcome => ({ state: "left", code });
