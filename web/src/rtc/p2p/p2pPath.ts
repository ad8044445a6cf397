// Media directly between two browsers.
//
// One m-line a source, in a fixed order and for the whole call: turning something on or off only
// replaces a track, so there is one negotiation, and one more for each ICE restart. The participant
// whose id sorts first makes all offers, and numbers them: an answer to an older one is of no use.
import { Store } from "~/lib/store";
import { has, priorities } from "~/rtc/encoding/encodings";
import { heightFor } from "~/rtc/encoding/layers";
import { VisibleSizes } from "~/rtc/encoding/visibleSizes";
import type { FrameTransform } from "~/rtc/frameTransform";
import { kindOf, SOURCES, type MediaPath, type PathListener, type PathState, type RemoteTrack } from "~/rtc/path";
import { carries, type VideoPolicy } from "~/rtc/videoPolicy";
import type { P2PPayload, Source } from "~/protocol/generated";

import { preferRedundancy, withDtx } from "./opus";
import { withStartBitrate } from "./startBitrate";

const RESTART_AFTER = 1500;
const GIVE_UP_AFTER = 12_000;
const BITRATES: Partial<Record<Source, number>> = { camera: 2_500_000, screen: 4_000_000 };

type Described = Extract<P2PPayload, { description: object }>;

export interface P2POptions {
  self: string;
  other: string;
  iceServers: RTCIceServer[];
  transform: FrameTransform;
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
  readonly #sizes = new VisibleSizes((_, source) => this.#sendShown(source));
  /** The height that the other one needs of what is sent. */
  readonly #needed = new Map<Source, number>();
  readonly #lastSent = new Map<Source, number>();
  /** The pictures that this browser can take in. */
  #policy: VideoPolicy = "all";
  #offerNumber = 0;
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
    this.#enqueue(() => this.#tune(source));
  }

  /** Something that the other browser said. */
  receive(payload: P2PPayload): void {
    this.#enqueue(async () => {
      if ("description" in payload) await this.#describe(payload);
      else if ("candidate" in payload) await this.#addCandidate(payload.candidate);
      else if ("shown" in payload) {
        this.#needed.set(payload.shown.source, payload.shown.lines);
        await this.#tune(payload.shown.source);
      } else if (this.#offers) {
        this.#sendAgain();
        await this.#offer(true);
      }
    });
  }

  show(participantId: string, source: Source, height: number): void {
    this.#sizes.set(participantId, source, height);
  }

  setVideoPolicy(policy: VideoPolicy): void {
    this.#policy = policy;
    for (const source of this.#lastSent.keys()) this.#sendShown(source);
  }

  async getStats(): Promise<RTCStatsReport[]> {
    return this.#pc.connectionState === "connected" ? [await this.#pc.getStats()] : [];
  }

  restart(): void {
    if (this.#closed) return;
    if (this.#offers) this.#enqueue(() => this.#offer(true));
    else this.#send({ restart: true });
    this.#sendAgain();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#restartTimer);
    clearTimeout(this.#giveUpTimer);
    this.#sizes.close();
    this.#pc.close();
    for (const remote of this.#remote) this.#options.listener.onTrackGone(remote);
  }

  /** One that got lost on its way is made up for by the next. */
  async #offer(iceRestart = false): Promise<void> {
    await this.#pc.setLocalDescription(await this.#pc.createOffer({ iceRestart }));
    this.#offerNumber += 1;
    this.#describeSelf();
  }

  async #describe({ description, sources, number }: Described): Promise<void> {
    if (description.type === "answer" && number !== this.#offerNumber) return;
    await this.#pc.setRemoteDescription(description);
    if (description.type === "offer") {
      if (number > 1) this.#sendAgain();
      this.#offerNumber = number;
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
    for (const source of SOURCES) await this.#tune(source);
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
    if (source === "microphone") preferRedundancy(transceiver);
    this.#options.transform.sender(transceiver.sender);
    this.#options.transform.receiver(transceiver.receiver, this.#options.other);
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
    const microphone = Object.keys(sources).find((mid) => sources[mid] === "microphone");
    const asked = withStartBitrate(localDescription.sdp);
    const sdp = microphone === undefined ? asked : withDtx(asked, microphone);
    this.#send({ description: { type, sdp }, sources, number: this.#offerNumber });
  }

  /** Sends no more of a picture than the other one shows, and voices first. */
  async #tune(source: Source): Promise<void> {
    const sender = this.#senders.get(source);
    const parameters = sender?.getParameters();
    const [encoding] = parameters?.encodings ?? [];
    if (!sender || !parameters || !encoding) return;
    const needed = this.#needed.get(source);
    const height = this.#published.get(source)?.getSettings().height;
    const active = needed !== 0;
    const scale = source === "camera" && height && needed ? Math.max(1, height / needed) : 1;
    const wanted: Partial<RTCRtpEncodingParameters> = { active, ...priorities(source) };
    if (kindOf(source) === "video") wanted.scaleResolutionDownBy = scale;
    const maxBitrate = BITRATES[source];
    if (maxBitrate !== undefined) wanted.maxBitrate = maxBitrate;
    if (has(encoding, wanted)) return;
    Object.assign(encoding, wanted);
    // Where the browser will not, what it sends already will do.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  #sendShown(source: Source): void {
    const seen = kindOf(source) === "audio" || carries(this.#policy, source === "screen" ? source : "camera");
    const height = seen ? heightFor(source, this.#sizes.get(this.#options.other, source)) : 0;
    if (this.#lastSent.get(source) === height) return;
    this.#lastSent.set(source, height);
    this.#send({ shown: { source, lines: height } });
  }

  /** The way was lost, and the other one may not have heard. */
  #sendAgain(): void {
    for (const source of [...this.#lastSent.keys()]) {
      this.#lastSent.delete(source);
      this.#sendShown(source);
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
    this.#giveUpTimer ??= setTimeout(() => this.#giveUp(), GIVE_UP_AFTER);
  }

  /** Said again and again: what was said while the socket was away, nobody heard. */
  #giveUp(): void {
    this.#giveUpTimer = setTimeout(() => this.#giveUp(), GIVE_UP_AFTER);
    this.#options.listener.onFailed("the browsers could not reach each other");
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
