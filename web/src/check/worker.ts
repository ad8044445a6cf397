// The way to a media worker of the server, and back: what is sent over a data channel comes back from the worker's
// own port. Packets are lost as those of a call are, since none is sent twice.
import type { CheckAnswer, EchoAnswer } from "~/protocol/answers";
import type { MediaWay } from "~/protocol/generated";
import { waysOf } from "~/rtc/quality/wayStatistics";

import { pause, until, within } from "./deadline";
import { ill, poor, well, type Figures, type Outcome, type RelayWay } from "./finding";

/** Milliseconds in which there is a way, over whatever it is. */
const WAY_LIMIT = 15_000;
/** Milliseconds for which the line is looked at, and for what is late. */
const LOOKS_FOR = 10_000;
const LATE = 1500;
/** Milliseconds between two packets, and bytes in one: a voice sends about as many. */
const INTERVAL = 25;
const BYTES = 160;
/** Percent lost, and milliseconds, above which a call is not what it could be. */
const LOSSY = 2;
const SLOW = 400;
const UNEVEN = 100;

const RELAYS: Readonly<Partial<Record<MediaWay, RelayWay["transport"]>>> = {
  relayUdp: "UDP",
  relayTcp: "TCP",
  relayTls: "TLS",
};

type Begin = (dtlsParameters: EchoAnswer["dtlsParameters"], signal: AbortSignal) => Promise<CheckAnswer>;

export class WorkerWay {
  readonly #connection = new RTCPeerConnection();
  readonly #channel: RTCDataChannel;
  #offer: RTCSessionDescriptionInit = { type: "offer", sdp: "" };

  constructor() {
    this.#channel = this.#connection.createDataChannel("check", {
      negotiated: true,
      id: 0,
      ordered: false,
      maxRetransmits: 0,
    });
  }

  /** Asks for relays and an echo, which knows this end by its fingerprint. */
  async begin(begin: Begin, signal: AbortSignal): Promise<CheckAnswer> {
    this.#offer = await this.#connection.createOffer();
    const found = /a=fingerprint:(\S+) (\S+)/.exec(this.#offer.sdp ?? "");
    if (!found?.[1] || !found[2]) throw new Error("There is no fingerprint.");
    const fingerprint = { algorithm: found[1].toLowerCase() as "sha-256", value: found[2] };
    return begin({ role: "client", fingerprints: [fingerprint] }, signal);
  }

  /** Connects, directly or over a relay, as a call of three would. */
  async connect({ echo, iceServers }: CheckAnswer, signal: AbortSignal): Promise<Outcome> {
    if (!echo) return ill("noWorker");
    const opened = new Promise<void>((resolve) => {
      this.#channel.onopen = () => resolve();
    });
    try {
      this.#connection.setConfiguration({ iceServers: iceServers as RTCIceServer[] });
      await this.#connection.setLocalDescription(this.#offer);
      const mid = /a=mid:(\S+)/.exec(this.#offer.sdp ?? "")?.[1] ?? "0";
      await this.#connection.setRemoteDescription({ type: "answer", sdp: answerOf(echo, mid) });
      await until(opened, within(signal, WAY_LIMIT));
      // Better ways may still be found than the first.
      await pause(500, signal);
      return await this.#way();
    } catch {
      signal.throwIfAborted();
      return ill("noWay");
    }
  }

  async #way(): Promise<Outcome> {
    const [found] = waysOf([await this.#connection.getStats()]);
    // Not every browser says which.
    if (!found) return well("reached");
    const figures: Figures = { family: found.family };
    const relay = RELAYS[found.way];
    if (relay) return poor("relayed", { ...figures, relay });
    return found.way === "tcp" ? poor("overTcp", figures) : well("direct", figures);
  }

  async measure(signal: AbortSignal): Promise<Outcome> {
    const channel = this.#channel;
    const sent: number[] = [];
    const delays: number[] = [];
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => {
      const began = sent[new DataView(data as ArrayBuffer).getUint32(0)];
      if (began !== undefined) delays.push(performance.now() - began);
    };
    const timer = setInterval(() => {
      if (channel.readyState !== "open") return;
      const packet = new DataView(new ArrayBuffer(BYTES));
      packet.setUint32(0, sent.length);
      sent.push(performance.now());
      channel.send(packet.buffer);
    }, INTERVAL);
    await pause(LOOKS_FOR, signal);
    clearInterval(timer);
    await pause(LATE, signal);
    signal.throwIfAborted();
    return judged(sent.length, delays);
  }

  close(): void {
    this.#connection.close();
  }
}

/** What a line is like, by how many packets were sent and how long each took that came back. */
export function judged(sent: number, delays: readonly number[]): Outcome {
  if (sent === 0 || delays.length === 0) return ill("lineCut", { sent });
  const sorted = [...delays].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  const figures: Figures = {
    sent,
    loss: Math.round(1000 * (1 - delays.length / sent)) / 10,
    delay: Math.round(at(0.5)),
    spread: Math.round(at(0.95) - at(0.5)),
  };
  if ((figures.loss ?? 0) > LOSSY) return poor("lossy", figures);
  if ((figures.delay ?? 0) > SLOW) return poor("slow", figures);
  return (figures.spread ?? 0) > UNEVEN ? poor("uneven", figures) : well("line", figures);
}

/** The worker's end, as it would answer if it spoke SDP. */
function answerOf({ iceParameters, iceCandidates, dtlsParameters }: EchoAnswer, mid: string): string {
  const candidates = iceCandidates.map(({ foundation, priority, address, port, protocol, type, tcpType }) => {
    const tcp = tcpType === undefined ? "" : ` tcptype ${tcpType}`;
    return `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}${tcp}`;
  });
  const prints = dtlsParameters.fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`);
  return [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    "a=ice-lite",
    `a=group:BUNDLE ${mid}`,
    "m=application 7 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    `a=mid:${mid}`,
    "a=setup:passive",
    `a=ice-ufrag:${iceParameters.usernameFragment}`,
    `a=ice-pwd:${iceParameters.password}`,
    // The strongest, which every browser knows.
    prints.find((line) => line.includes("sha-256")) ?? prints[0] ?? "",
    ...candidates,
    "a=end-of-candidates",
    "a=sctp-port:5000",
    "a=max-message-size:1200",
    "",
  ].join("\r\n");
}
