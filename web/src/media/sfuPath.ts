// Media through the SFU: one transport to send on, one to receive on.
import { Device, type types as mediasoup } from "mediasoup-client";

import { Store } from "~/state/store";
import { SignalingError, type Requests } from "~/signaling/connection";
import {
  Consumed,
  IceRestarted,
  Nothing,
  Produced,
  TransportCreated,
  type NewConsumer,
  type Producer,
  type Source,
} from "~/signaling/protocol";

import { layerCount, layerFor } from "./layers";
import { cameraEncodings, screenEncodings } from "./encodings";
import { mark } from "./marks";
import { kindOf, type MediaPath, type PathListener, type PathState, type RemoteTrack } from "./path";

const RESTART_AFTER = 1000;
/** Milliseconds after which a tile that was left is believed to stay out of sight. */
const OUT_OF_SIGHT = 2000;
/** Milliseconds after which a tile has the size that it was going to. */
const RESIZED = 150;

export interface SfuOptions {
  routerId: string;
  routerRtpCapabilities: mediasoup.RtpCapabilities;
  iceServers: RTCIceServer[];
  requests: Requests;
  listener: PathListener;
}

interface Published {
  track: MediaStreamTrack | null;
  on: boolean;
  producer: mediasoup.Producer | null;
}

export interface Received {
  consumer: mediasoup.Consumer;
  remote: RemoteTrack;
  /** What the server was last asked for: a spatial layer, or null for nothing. */
  asked: number | null | undefined;
}

export class SfuPath implements MediaPath {
  readonly mode = "sfu";
  readonly state = new Store<PathState>("connecting");
  readonly routerId: string;
  readonly #options: SfuOptions;
  readonly #device = new Device();
  readonly #published = new Map<Source, Published>();
  /** Of others, by their ids: what should be received. */
  readonly #producers = new Map<string, Producer>();
  readonly #received = new Map<string, Received>();
  #send: mediasoup.Transport | undefined;
  #recv: mediasoup.Transport | undefined;
  #ready: Promise<void>;
  #publishing: Promise<void> = Promise.resolve();
  #consuming: Promise<void> = Promise.resolve();
  #consumeScheduled = false;
  #resting = false;
  readonly #heights = new Map<string, number>();
  readonly #heightTimers = new Map<string, ReturnType<typeof setTimeout>>();
  #timers = new Map<mediasoup.Transport, ReturnType<typeof setTimeout>>();
  #closed = false;

  constructor(options: SfuOptions) {
    this.#options = options;
    this.routerId = options.routerId;
    this.#ready = this.#build();
    this.#ready.catch((error: unknown) => this.#fail(error));
  }

  get received(): Iterable<Received> {
    return this.#received.values();
  }

  publish(source: Source, track: MediaStreamTrack | null, on: boolean): void {
    const published = this.#published.get(source) ?? { track: null, on: false, producer: null };
    this.#published.set(source, { ...published, track, on });
    this.#publishing = this.#publishing.then(() => this.#bring(source).catch((error: unknown) => this.#complain(error)));
  }

  /** Whether media has a way: nothing is known before something was to be sent or received. */
  get isProven(): boolean {
    const states = [this.#send?.connectionState, this.#recv?.connectionState];
    return states.includes("connected") && this.state.get() === "connected";
  }

  rest(resting: boolean): void {
    if (resting === this.#resting) return;
    this.#resting = resting;
    for (const [source, { track, on }] of this.#published) this.publish(source, track, on);
    this.#thenConsume(() => (resting ? this.#hold() : this.#flow([...this.#received.values()])));
  }

  /** All that others send now; what is not among it is gone. */
  setProducers(producers: readonly Producer[]): void {
    const wanted = new Set(producers.map(({ id }) => id));
    for (const id of [...this.#producers.keys()]) if (!wanted.has(id)) this.removeProducer(id);
    for (const producer of producers) this.addProducer(producer);
  }

  addProducer(producer: Producer): void {
    if (this.#producers.has(producer.id)) return;
    this.#producers.set(producer.id, producer);
    this.#scheduleConsume();
  }

  removeProducer(producerId: string): void {
    this.#producers.delete(producerId);
    this.#drop(producerId);
  }

  consumerClosed(consumerId: string): void {
    for (const [producerId, { consumer }] of this.#received) {
      if (consumer.id === consumerId) this.#drop(producerId);
    }
  }

  /** The server lost a transport: this path cannot go on. */
  transportClosed(transportId: string): void {
    if (transportId === this.#send?.id || transportId === this.#recv?.id) {
      this.#options.listener.onFailed("the server closed a transport");
    }
  }

  show(participantId: string, source: Source, height: number): void {
    const key = `${participantId}/${source}`;
    this.#heights.set(key, height);
    clearTimeout(this.#heightTimers.get(key));
    const patience = height === 0 ? OUT_OF_SIGHT : RESIZED;
    this.#heightTimers.set(
      key,
      setTimeout(() => void this.#askForSize(key), patience),
    );
  }

  /** Nobody watches a higher layer of the producer: do not encode it. */
  limitLayers(producerId: string, spatialLayer: number): void {
    for (const { producer } of this.#published.values()) {
      if (producer?.id !== producerId || producer.closed) continue;
      const top = (producer.rtpParameters.encodings?.length ?? 1) - 1;
      producer.setMaxSpatialLayer(Math.min(spatialLayer, top)).catch((error: unknown) => this.#complain(error));
    }
  }

  restart(): void {
    for (const transport of [this.#send, this.#recv]) {
      if (transport && transport.connectionState !== "new") void this.#restart(transport);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const timer of this.#heightTimers.values()) clearTimeout(timer);
    for (const producerId of [...this.#received.keys()]) this.#drop(producerId);
    for (const transport of [this.#send, this.#recv]) {
      if (!transport) continue;
      transport.close();
      this.#options.requests
        .request("sfu:transport:close", { transportId: transport.id }, Nothing)
        .catch(() => undefined);
    }
  }

  async #build(): Promise<void> {
    await this.#device.load({ routerRtpCapabilities: this.#options.routerRtpCapabilities });
    const [send, recv] = await Promise.all([this.#create("send"), this.#create("recv")]);
    if (this.#closed) {
      send.close();
      recv.close();
      return;
    }
    this.#send = send;
    this.#recv = recv;
    mark("transports");
    send.on("produce", ({ kind, rtpParameters, appData }, done, failed) => {
      const { source, paused } = appData as { source: Source; paused: boolean };
      this.#options.requests
        .request("sfu:produce", { transportId: send.id, kind, source, rtpParameters, paused }, Produced)
        .then(({ producerId }) => done({ id: producerId }), failed);
    });
    this.#scheduleConsume();
    this.#updateState();
  }

  async #create(direction: "send" | "recv"): Promise<mediasoup.Transport> {
    const created = await this.#options.requests.request(
      "sfu:transport:create",
      { routerId: this.routerId, direction },
      TransportCreated,
    );
    const options = { ...created, iceServers: this.#options.iceServers };
    const transport =
      direction === "send"
        ? this.#device.createSendTransport(options)
        : this.#device.createRecvTransport(options);
    transport.on("connect", ({ dtlsParameters }, done, failed) => {
      this.#options.requests
        .request("sfu:transport:connect", { transportId: transport.id, dtlsParameters }, Nothing)
        .then(() => done(), failed);
    });
    transport.on("connectionstatechange", () => this.#onState(transport));
    return transport;
  }

  /** Makes what is sent the same as what was last published. */
  async #bring(source: Source): Promise<void> {
    await this.#ready;
    const published = this.#published.get(source);
    if (!published || this.#closed || !this.#send) return;
    const { track } = published;
    const on = published.on && !this.#resting;
    const shown = on ? track : source === "microphone" ? track : null;
    if (!published.producer) {
      if (!shown) return;
      const producer = await this.#produce(source, shown, on);
      this.#published.set(source, { ...(this.#published.get(source) ?? published), producer });
      return;
    }
    const { producer } = published;
    if (!track && source !== "microphone" && source !== "camera") {
      // A screen that is no longer shown is not a pause.
      this.#published.set(source, { ...published, producer: null });
      producer.close();
      await this.#ask("sfu:producer:close", producer.id);
      return;
    }
    if (producer.track !== shown) await producer.replaceTrack({ track: shown });
    if (on && producer.paused) {
      producer.resume();
      await this.#ask("sfu:producer:resume", producer.id);
    } else if (!on && !producer.paused) {
      producer.pause();
      await this.#ask("sfu:producer:pause", producer.id);
    }
  }

  async #produce(
    source: Source,
    track: MediaStreamTrack,
    on: boolean,
  ): Promise<mediasoup.Producer> {
    if (!this.#send) throw new SignalingError("not_in_room", "No transport.");
    const video = kindOf(source) === "video";
    const vp8 = this.#device.sendRtpCapabilities.codecs?.find(
      ({ mimeType }) => mimeType.toLowerCase() === "video/vp8",
    );
    const producer = await this.#send.produce({
      track,
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: true,
      appData: { source, paused: !on },
      ...(video && vp8 ? { codec: vp8 } : {}),
      ...(source === "camera"
        ? {
            encodings: cameraEncodings(track.getSettings().height ?? 720),
            codecOptions: { videoGoogleStartBitrate: 1000 },
          }
        : {}),
      ...(source === "screen" ? { encodings: screenEncodings() } : {}),
      ...(video ? {} : { codecOptions: { opusDtx: source === "microphone", opusFec: true } }),
    });
    if (!on) producer.pause();
    return producer;
  }

  #ask(event: string, producerId: string): Promise<object> {
    return this.#options.requests.request(event, { producerId }, Nothing);
  }

  /** Producers that come together are consumed together. */
  #scheduleConsume(): void {
    if (this.#consumeScheduled) return;
    this.#consumeScheduled = true;
    queueMicrotask(() => {
      this.#consumeScheduled = false;
      this.#thenConsume(() => this.#consume());
    });
  }

  /** What is received changes one step after the other. */
  #thenConsume(step: () => Promise<void>): void {
    this.#consuming = this.#consuming.then(() => step().catch((error: unknown) => this.#complain(error)));
  }

  async #consume(): Promise<void> {
    await this.#ready;
    const recv = this.#recv;
    if (this.#closed || !recv) return;
    const producerIds = [...this.#producers.keys()].filter((id) => !this.#received.has(id)).slice(0, 100);
    if (producerIds.length === 0) return;
    const { consumers } = await this.#options.requests.request(
      "sfu:consume",
      { transportId: recv.id, rtpCapabilities: this.#device.recvRtpCapabilities, producerIds },
      Consumed,
    );
    const opened = await Promise.all(consumers.map((consumer) => this.#receive(recv, consumer)));
    if (!this.#resting) await this.#flow(opened.filter((received) => received !== null));
    this.#updateState();
  }

  /** Lets media come, in the right size from the first frame on. */
  async #flow(all: readonly Received[]): Promise<void> {
    if (all.length === 0 || this.#closed) return;
    await Promise.all(all.map((received) => this.#askForLayers(received)));
    const consumerIds = all.map(({ consumer }) => consumer.id);
    await this.#options.requests.request("sfu:consumer:resume", { consumerIds }, Nothing);
  }

  /** Lets nothing come until it is wanted again. */
  async #hold(): Promise<void> {
    const consumerIds: string[] = [];
    for (const received of this.#received.values()) {
      if (received.asked !== null) consumerIds.push(received.consumer.id);
      received.asked = undefined;
    }
    if (consumerIds.length === 0 || this.#closed) return;
    await this.#options.requests.request("sfu:consumer:pause", { consumerIds }, Nothing);
  }

  /** Says which layer a new consumer should send. */
  async #askForLayers(received: Received): Promise<void> {
    if (received.consumer.kind !== "video") return;
    const spatialLayer = this.#layer(received) ?? 0;
    received.asked = spatialLayer;
    if (layersOf(received) > 1) {
      const layers = { consumerId: received.consumer.id, spatialLayer };
      await this.#options.requests.request("sfu:consumer:layers", layers, Nothing);
    }
  }

  async #askForSize(key: string): Promise<void> {
    for (const received of this.#received.values()) {
      const { consumer, remote, asked } = received;
      if (`${remote.participantId}/${remote.source}` !== key || this.#closed) continue;
      const spatialLayer = this.#layer(received);
      if (asked === undefined || spatialLayer === asked) continue;
      received.asked = spatialLayer;
      const consumerIds = [consumer.id];
      try {
        if (spatialLayer === null) {
          await this.#options.requests.request("sfu:consumer:pause", { consumerIds }, Nothing);
          continue;
        }
        if (layersOf(received) > 1) {
          const layers = { consumerId: consumer.id, spatialLayer };
          await this.#options.requests.request("sfu:consumer:layers", layers, Nothing);
        }
        if (asked === null) {
          await this.#options.requests.request("sfu:consumer:resume", { consumerIds }, Nothing);
        }
      } catch (error) {
        received.asked = asked;
        this.#complain(error);
      }
    }
  }

  /** The layer to ask for; null while nobody looks. */
  #layer(received: Received): number | null {
    const { participantId, source } = received.remote;
    const height = this.#heights.get(`${participantId}/${source}`) ?? 0;
    return height === 0 ? null : layerFor(source, layersOf(received), height);
  }

  async #receive(recv: mediasoup.Transport, created: NewConsumer): Promise<Received | null> {
    const producer = this.#producers.get(created.producerId);
    if (!producer || this.#closed) return null;
    const screen = producer.source === "screen" || producer.source === "screenAudio";
    const consumer = await recv.consume({
      id: created.id,
      producerId: created.producerId,
      kind: created.kind,
      rtpParameters: created.rtpParameters,
      // One stream a person keeps lips and voice together.
      streamId: screen ? `${producer.participantId}-screen` : producer.participantId,
    });
    if (!this.#producers.has(producer.id)) {
      consumer.close();
      return null;
    }
    const remote: RemoteTrack = {
      participantId: producer.participantId,
      source: producer.source,
      track: consumer.track,
      receiver: consumer.rtpReceiver,
    };
    const received: Received = { consumer, remote, asked: undefined };
    this.#received.set(producer.id, received);
    this.#options.listener.onTrack(remote);
    return received;
  }

  #drop(producerId: string): void {
    const received = this.#received.get(producerId);
    if (!received) return;
    this.#received.delete(producerId);
    received.consumer.close();
    this.#options.listener.onTrackGone(received.remote);
  }

  #onState(transport: mediasoup.Transport): void {
    if (this.#closed) return;
    clearTimeout(this.#timers.get(transport));
    const state = transport.connectionState;
    if (state === "disconnected" || state === "failed") {
      const after = state === "failed" ? 0 : RESTART_AFTER;
      this.#timers.set(transport, setTimeout(() => void this.#restart(transport), after));
    }
    this.#updateState();
  }

  #updateState(): void {
    const states = [this.#send?.connectionState, this.#recv?.connectionState];
    if (states.some((state) => state === "disconnected" || state === "failed")) this.state.set("broken");
    else if (states.every((state) => state === "connected" || state === "new")) this.state.set("connected");
    else if (this.state.get() !== "broken") this.state.set("connecting");
  }

  async #restart(transport: mediasoup.Transport): Promise<void> {
    try {
      const { iceParameters } = await this.#options.requests.request(
        "sfu:transport:restart",
        { transportId: transport.id },
        IceRestarted,
      );
      if (!this.#closed) await transport.restartIce({ iceParameters });
    } catch (error) {
      // Offline: the next join restarts it. Unknown: the server has let it go.
      if (error instanceof SignalingError && !error.isOffline && !this.#closed) this.#fail(error);
    }
    if (!this.#closed && transport.connectionState === "failed") {
      this.#timers.set(transport, setTimeout(() => void this.#restart(transport), 2 * RESTART_AFTER));
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#options.listener.onFailed(error instanceof Error ? error.message : "unknown");
  }

  /** One source or consumer went wrong; if it was for the network, the next join makes up for it. */
  #complain(error: unknown): void {
    if (this.#closed) return;
    console.warn("meetd:", error instanceof SignalingError ? error.code : error);
  }
}

function layersOf({ consumer }: Received): number {
  return layerCount(consumer.rtpParameters.encodings?.[0]?.scalabilityMode);
}
