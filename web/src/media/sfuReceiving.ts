// What comes in through the SFU: one consumer for each producer of the others, in the size that is shown.
import type { Device, types as mediasoup } from "mediasoup-client";

import type { Requests } from "~/signaling/connection";
import { Consumed, Nothing, type NewConsumer, type Producer, type Source } from "~/signaling/protocol";

import { layerCount, layerFor } from "./layers";
import type { Forwarding, PathListener, RemoteTrack } from "./path";
import { ORDINARY, priorityOf, type First } from "./priority";
import { carries, type Pictures } from "./starvation";

/** Milliseconds after which a tile that was left is believed to stay out of sight. */
const OUT_OF_SIGHT = 2000;
/** Milliseconds after which a tile has the size that it was going to. */
const RESIZED = 150;
/** As many as the server opens at a time. */
const AT_ONCE = 100;

export interface ReceivingOptions {
  device: Device;
  requests: Requests;
  /** The transport, once there is one; null when there will be none. */
  transport: Promise<mediasoup.Transport | null>;
  listener: PathListener;
  onComplaint: (error: unknown) => void;
}

export interface Received {
  consumer: mediasoup.Consumer;
  remote: RemoteTrack;
  /** What the server was last asked for: a spatial layer, or null for nothing. */
  asked: number | null | undefined;
  /** What it was last given when bandwidth is short. */
  priority: number;
  /** What the server last told of it. */
  told: Omit<Forwarding, "asked">;
}

export class SfuReceiving {
  readonly #options: ReceivingOptions;
  /** Of others, by their ids: what should be received. */
  readonly #producers = new Map<string, Producer>();
  readonly #received = new Map<string, Received>();
  readonly #heights = new Map<string, number>();
  readonly #heightTimers = new Map<string, ReturnType<typeof setTimeout>>();
  #work: Promise<void> = Promise.resolve();
  #scheduled = false;
  #resting = false;
  #sparing = false;
  #pictures: Pictures = "all";
  #first: First = { preferred: null, speaker: null };
  #closed = false;

  constructor(options: ReceivingOptions) {
    this.#options = options;
  }

  get received(): Iterable<Received> {
    return this.#received.values();
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

  /** Whose pictures come first when bandwidth is short. */
  prioritise(first: First): void {
    this.#first = first;
    for (const received of this.#received.values()) void this.#askForPriority(received);
  }

  rest(resting: boolean): void {
    this.#resting = resting;
    this.#then(() => (resting ? this.#hold() : this.#flow([...this.#received.values()])));
  }

  /** Not the largest layers, for now. */
  spare(sparing: boolean): void {
    this.#sparing = sparing;
    this.#askForAll();
  }

  /** Only these pictures, for now. */
  admit(pictures: Pictures): void {
    this.#pictures = pictures;
    this.#askForAll();
  }

  /** The server tells what becomes of a consumer. */
  tell(consumerId: string, told: Partial<Received["told"]>): void {
    for (const received of this.#received.values()) {
      if (received.consumer.id === consumerId) received.told = { ...received.told, ...told };
    }
  }

  forwarding(remote: RemoteTrack): Forwarding | null {
    for (const received of this.#received.values()) {
      if (received.remote === remote) return { asked: received.asked, ...received.told };
    }
    return null;
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#heightTimers.values()) clearTimeout(timer);
    for (const producerId of [...this.#received.keys()]) this.#drop(producerId);
  }

  #askForAll(): void {
    const keys = [...this.#received.values()].map(({ remote }) => `${remote.participantId}/${remote.source}`);
    for (const key of keys) void this.#askForSize(key);
  }

  /** Producers that come together are consumed together. */
  #scheduleConsume(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#then(() => this.#consume());
    });
  }

  /** What is received changes one step after the other. */
  #then(step: () => Promise<void>): void {
    this.#work = this.#work.then(() => step().catch((error: unknown) => this.#complain(error)));
  }

  async #consume(): Promise<void> {
    const recv = await this.#options.transport;
    if (this.#closed || !recv) return;
    const producerIds = [...this.#producers.keys()].filter((id) => !this.#received.has(id)).slice(0, AT_ONCE);
    if (producerIds.length === 0) return;
    const { consumers } = await this.#options.requests.request(
      "sfu:consume",
      { transportId: recv.id, rtpCapabilities: this.#options.device.recvRtpCapabilities, producerIds },
      Consumed,
    );
    const opened = await Promise.all(consumers.map((consumer) => this.#receive(recv, consumer)));
    if (!this.#resting) await this.#flow(opened.filter((received) => received !== null));
  }

  /** Lets media come, in the right size from the first frame on. */
  async #flow(all: readonly Received[]): Promise<void> {
    if (all.length === 0 || this.#closed) return;
    await Promise.all(all.map((received) => this.#askForLayers(received)));
    for (const received of all) void this.#askForPriority(received);
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

  async #askForPriority(received: Received): Promise<void> {
    const { consumer, remote, priority: before } = received;
    const priority = priorityOf(remote, this.#first);
    if (consumer.kind !== "video" || priority === before || this.#closed) return;
    received.priority = priority;
    try {
      await this.#options.requests.request("sfu:consumer:priority", { consumerId: consumer.id, priority }, Nothing);
    } catch (error) {
      received.priority = before;
      this.#complain(error);
    }
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
    if (height === 0 || !carries(this.#pictures, source === "screen" ? source : "camera")) return null;
    const layers = layersOf(received);
    const wanted = layerFor(source, layers, height);
    return this.#sparing ? Math.min(wanted, Math.max(0, layers - 2)) : wanted;
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
    const received: Received = { consumer, remote, asked: undefined, priority: ORDINARY, told: { sent: undefined, sourceScore: null } };
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

  #complain(error: unknown): void {
    if (!this.#closed) this.#options.onComplaint(error);
  }
}

function layersOf({ consumer }: Received): number {
  return layerCount(consumer.rtpParameters.encodings?.[0]?.scalabilityMode);
}
