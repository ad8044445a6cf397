// Media directly between two browsers.
//
// One m-line a source, in a fixed order and for the whole call: turning something on or off only
// replaces a track, so there is one negotiation, and one more for each ICE restart. The participant
// whose id sorts first makes all offers.
import { Store } from "~/state/store";
import type { P2PPayload, Source } from "~/signaling/protocol";

import { priorities } from "./encodings";
import { kindOf, SOURCES, type MediaPath, type PathListener, type PathState, type RemoteTrack } from "./path";
import { carries, type Pictures } from "./starvation";

const RESTART_AFTER = 1500;
const GIVE_UP_AFTER = 12_000;
const BITRATES: Partial<Record<Source, number>> = { camera: 2_500_000, screen: 4_000_000 };

export interface P2POptions {
  self: string;
  other: string;
  iceServers: RTCIceServer[];
  signal: (payload: P2PPayload) => Promise<void>;
  listener: PathListener;
}

export class P2PPath implements MediaPath {
  readonly mode = "p2p";
  readonly state = new Store<PathState>("connecting");
  readonly #options: P2POptions;
  readonly #pc: RTCPeerConnection;
  readonly #offers: boolean;
  readonly #senders = new Map<Source, RTCRtpSender>();
  readonly #published = new Map<Source, MediaStreamTrack | null>();
  readonly #remote: RemoteTrack[] = [];
  /** The pictures that this browser can take in, and those that the other can. */
  #admitted: Pictures = "all";
  #wanted: Pictures = "all";
  #candidates: RTCIceCandidateInit[] = [];
  #work: Promise<void> = Promise.resolve();
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #giveUpTimer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: P2POptions) {
    this.#options = options;
    this.#offers = options.self < options.other;
    this.#pc = new RTCPeerConnection({ iceServers: options.iceServers, bundlePolicy: "max-bundle" });
    this.#pc.addEventListener("icecandidate", ({ candidate }) => {
      if (candidate) this.#send({ candidate: candidate.toJSON() });
    });
    this.#pc.addEventListener("connectionstatechange", () => this.#onState());
    if (this.#offers) {
      for (const source of SOURCES) {
        this.#adopt(source, this.#pc.addTransceiver(kindOf(source), { direction: "sendrecv" }));
      }
      this.#enqueue(() => this.#offer());
    }
  }

  publish(source: Source, track: MediaStreamTrack | null, on: boolean): void {
    const sent = on || source === "microphone" ? track : null;
    this.#published.set(source, sent);
    void this.#senders.get(source)?.replaceTrack(sent);
  }

  /** Something that the other browser said. */
  receive(payload: P2PPayload): void {
    this.#enqueue(async () => {
      if ("description" in payload) await this.#describe(payload.description, payload.sources);
      else if ("candidate" in payload) await this.#addCandidate(payload.candidate);
      else if ("pictures" in payload) {
        this.#wanted = payload.pictures;
        await this.#limit();
      } else if (this.#offers) await this.#offer(true);
    });
  }

  show(): void {
    // The sender adapts to the network; there is only one size.
  }

  admit(pictures: Pictures): void {
    if (pictures === this.#admitted) return;
    this.#admitted = pictures;
    this.#send({ pictures });
  }

  async getStats(): Promise<RTCStatsReport[]> {
    return this.#pc.connectionState === "connected" ? [await this.#pc.getStats()] : [];
  }

  restart(): void {
    if (this.#closed) return;
    // It may have been lost with what broke.
    if (this.#admitted !== "all") this.#send({ pictures: this.#admitted });
    if (this.#offers) this.#enqueue(() => this.#offer(true));
    else this.#send({ restart: true });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#giveUpTimer);
    this.#pc.close();
    for (const remote of this.#remote) this.#options.listener.onTrackGone(remote);
  }

  async #offer(iceRestart = false): Promise<void> {
    if (this.#pc.signalingState !== "stable") return;
    await this.#pc.setLocalDescription(await this.#pc.createOffer({ iceRestart }));
    this.#describeSelf();
  }

  async #describe(
    description: RTCSessionDescriptionInit,
    sources: Record<string, Source>,
  ): Promise<void> {
    await this.#pc.setRemoteDescription(description);
    if (description.type === "offer") {
      for (const transceiver of this.#pc.getTransceivers()) {
        const source = transceiver.mid === null ? undefined : sources[transceiver.mid];
        if (!source || this.#senders.has(source)) continue;
        transceiver.direction = "sendrecv";
        this.#adopt(source, transceiver);
      }
      await this.#pc.setLocalDescription();
      this.#describeSelf();
    }
    const waiting = this.#candidates;
    this.#candidates = [];
    for (const candidate of waiting) await this.#addCandidate(candidate);
    await this.#limit();
  }

  async #addCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    if (!this.#pc.remoteDescription) {
      this.#candidates.push(candidate);
      return;
    }
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch {
      // One of a session before an ICE restart: there are others.
    }
  }

  #adopt(source: Source, transceiver: RTCRtpTransceiver): void {
    this.#senders.set(source, transceiver.sender);
    const track = this.#published.get(source);
    if (track) void transceiver.sender.replaceTrack(track);
    const remote: RemoteTrack = {
      participantId: this.#options.other,
      source,
      track: transceiver.receiver.track,
      receiver: transceiver.receiver,
    };
    this.#remote.push(remote);
    this.#options.listener.onTrack(remote);
  }

  #describeSelf(): void {
    const { localDescription } = this.#pc;
    if (!localDescription) return;
    const sources: Record<string, Source> = {};
    for (const transceiver of this.#pc.getTransceivers()) {
      for (const [source, sender] of this.#senders) {
        if (sender === transceiver.sender && transceiver.mid !== null) sources[transceiver.mid] = source;
      }
    }
    const type = localDescription.type === "offer" ? "offer" : "answer";
    this.#send({ description: { type, sdp: localDescription.sdp }, sources });
  }

  /** What the other does not look at is not sent, and voices go first. */
  async #limit(): Promise<void> {
    for (const [source, sender] of this.#senders) {
      const parameters = sender.getParameters();
      const [encoding] = parameters.encodings;
      if (!encoding) continue;
      const maxBitrate = BITRATES[source];
      if (maxBitrate !== undefined) encoding.maxBitrate = maxBitrate;
      encoding.active = (source !== "camera" && source !== "screen") || carries(this.#wanted, source);
      Object.assign(encoding, priorities(source));
      await sender.setParameters(parameters);
    }
  }

  #onState(): void {
    if (this.#closed) return;
    switch (this.#pc.connectionState) {
      case "connected":
        clearTimeout(this.#restartTimer);
        clearTimeout(this.#giveUpTimer);
        this.#giveUpTimer = undefined;
        this.state.set("connected");
        break;
      case "disconnected":
        this.#recover(RESTART_AFTER);
        break;
      case "failed":
        this.#recover(0);
        break;
      default:
    }
  }

  #recover(after: number): void {
    if (this.state.get() !== "connecting") this.state.set("broken");
    clearTimeout(this.#restartTimer);
    this.#restartTimer = setTimeout(() => this.restart(), after);
    this.#giveUpTimer ??= setTimeout(
      () => this.#options.listener.onFailed("the browsers could not reach each other"),
      GIVE_UP_AFTER,
    );
  }

  #send(payload: P2PPayload): void {
    if (this.#closed) return;
    // What is lost with the socket is made up for by the ICE restart after it is back.
    this.#options.signal(payload).catch(() => undefined);
  }

  /** Descriptions and candidates one after the other, as they came. */
  #enqueue(step: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#closed) return;
      try {
        await step();
      } catch (error) {
        console.warn("meetd: negotiation failed", error instanceof Error ? error.name : "");
        if (!this.#isClosed()) this.#options.listener.onFailed("negotiation failed");
      }
    });
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}
