// What comes in through the SFU: one consumer for each producer of the others, in the size that is shown.
//
// What should flow is worked out anew each time that something changes, and the server is asked for
// the difference to what it was last known to do. So what got lost with a connection is asked again.
import type { Device, types as mediasoup } from "mediasoup-client";

import type { FrameTransform } from "~/rtc/frameTransform";
import type { Forwarding, PathListener, RemoteTrack } from "~/rtc/path";
import { passes, Retries } from "~/rtc/retries";
import type { VideoPolicy } from "~/rtc/videoPolicy";
import type { Requests } from "~/signaling/requests";
import type { NewConsumer, Producer, Source } from "~/protocol/generated";

import { AT_ONCE, ConsumerRequests } from "./consumerRequests";
import type { First } from "./priority";
import { notYetFlowing, type Received } from "./received";
import { WantedLayers } from "./wantedLayers";

/** Milliseconds in which a person's picture follows the voice: each negotiation takes longer. */
const TOGETHER = 50;

export interface SubscriberOptions {
  device: Promise<Pick<Device, "recvRtpCapabilities">>;
  requests: Requests;
  transform: FrameTransform;
  /** The transport, once there is one; null when there will be none. */
  transport: Promise<mediasoup.Transport | null>;
  /** Consumers that the server made already. */
  ready?: readonly NewConsumer[];
  listener: PathListener;
  onError: (error: unknown) => void;
}

export class Subscriber {
  /** Settles once what there was at first is negotiated, or cannot be had. */
  readonly first: Promise<void>;
  readonly #options: SubscriberOptions;
  /** Of others, by their ids: what should be received. */
  readonly #producers = new Map<string, Producer>();
  readonly #received = new Map<string, Received>();
  /** Producers that could not be had. */
  readonly #refused = new Set<string>();
  readonly #layers = new WantedLayers(() => this.#bringAll());
  readonly #ask: ConsumerRequests;
  readonly #retries = new Retries();
  #onFirst: () => void = () => undefined;
  /** Consumers that the server made with the transport. */
  #ready: readonly NewConsumer[];
  #work: Promise<void> = Promise.resolve();
  /** Whether what should flow will be asked for, once what is under way is done. */
  #bringing = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#ready = options.ready ?? [];
    this.#ask = new ConsumerRequests(options.requests, (error) => this.#onError(error));
    this.first = new Promise((resolve) => (this.#onFirst = resolve));
  }

  get producers(): readonly Producer[] {
    return [...this.#producers.values()];
  }

  /** All that others send now; what is not among it is gone. */
  setProducers(producers: readonly Producer[]): void {
    const wanted = new Set(producers.map(({ id }) => id));
    for (const id of [...this.#producers.keys()]) if (!wanted.has(id)) this.removeProducer(id);
    for (const producer of producers) this.#producers.set(producer.id, producer);
    this.#refused.clear();
    this.#consumeNew();
    this.#bringAll();
  }

  addProducer(producer: Producer): void {
    if (this.#producers.has(producer.id)) return;
    this.#producers.set(producer.id, producer);
    this.#waiting ??= setTimeout(() => this.#consumeNew(), TOGETHER);
  }

  removeProducer(producerId: string): void {
    this.#producers.delete(producerId);
    this.#refused.delete(producerId);
    this.#drop(producerId);
  }

  consumerClosed(consumerId: string): void {
    for (const [producerId, { consumer }] of this.#received) {
      if (consumer.id === consumerId) this.#drop(producerId);
    }
  }

  show(participantId: string, source: Source, height: number): void {
    this.#layers.show(participantId, source, height);
  }

  /** Whose pictures come first when bandwidth is short. */
  prioritise(first: First): void {
    this.#ask.first = first;
    if (!this.#closed) void this.#ask.forPriorities([...this.#received.values()]);
  }

  /** Not the largest layers, for now. */
  setReduced(reduced: boolean): void {
    this.#layers.setReduced(reduced);
  }

  /** Only these pictures, for now. */
  setVideoPolicy(policy: VideoPolicy): void {
    this.#layers.setVideoPolicy(policy);
  }

  /** The server tells what becomes of a consumer. */
  report(consumerId: string, reported: Partial<Received["reported"]>): void {
    for (const received of this.#received.values()) {
      if (received.consumer.id === consumerId) received.reported = { ...received.reported, ...reported };
    }
  }

  forwarding(remote: RemoteTrack): Forwarding | null {
    for (const { remote: its, flows, layer, reported } of this.#received.values()) {
      if (its !== remote) continue;
      return { asked: flows ? (layer ?? 0) : null, ...reported };
    }
    return null;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#waiting);
    this.#retries.reset();
    this.#layers.close();
    for (const producerId of [...this.#received.keys()]) this.#drop(producerId);
  }

  #consumeNew(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#then(() => this.#consume());
  }

  /** What is received changes one step after the other. */
  #then(step: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => step().catch((error: unknown) => this.#onError(error)))
      .then(() => this.#onFirst());
  }

  async #consume(): Promise<void> {
    const recv = await this.#options.transport;
    if (!recv) return;
    const brought: Promise<void>[] = [];
    for (;;) {
      const missing = (id: string): boolean => !this.#received.has(id) && !this.#refused.has(id);
      const ready = this.#ready.filter(({ producerId }) => this.#producers.has(producerId) && missing(producerId));
      this.#ready = [];
      const producerIds =
        ready.length > 0
          ? ready.map(({ producerId }) => producerId)
          : [...this.#producers.keys()].filter(missing).slice(0, AT_ONCE);
      if (this.#closed || producerIds.length === 0) break;
      const consumers = ready.length > 0 ? ready : await this.#request(recv, producerIds);
      const opened = await Promise.all(consumers.map((consumer) => this.#receive(recv, consumer)));
      for (const id of producerIds.filter(missing)) this.#refused.add(id);
      this.#onFirst();
      const bring = this.#bring(opened.filter((received) => received !== null));
      // What came meanwhile need not wait until these flow.
      brought.push(bring.catch((error: unknown) => this.#onError(error)));
    }
    await Promise.all(brought);
  }

  async #request(recv: mediasoup.Transport, producerIds: readonly string[]): Promise<readonly NewConsumer[]> {
    const { recvRtpCapabilities: rtpCapabilities } = await this.#options.device;
    const request = { transportId: recv.id, rtpCapabilities, producerIds };
    return (await this.#options.requests.request("sfu:consume", request)).consumers;
  }

  /** Once for all that changes before it is done: a page that opens shows many at a time. */
  #bringAll(): void {
    if (this.#bringing) return;
    this.#bringing = true;
    this.#then(async () => {
      this.#bringing = false;
      await this.#bring([...this.#received.values()]);
    });
  }

  /** Has the server send what should flow, in the right size from the first frame on. */
  async #bring(all: readonly Received[]): Promise<void> {
    if (this.#closed) return;
    await this.#ask.forAll(all, (received) => this.#layers.of(received));
  }

  async #receive(recv: mediasoup.Transport, created: NewConsumer): Promise<Received | null> {
    const producer = this.#producers.get(created.producerId);
    if (!producer || this.#closed) return null;
    const screen = producer.source === "screen" || producer.source === "screenAudio";
    let consumer: mediasoup.Consumer;
    try {
      consumer = await recv.consume({
        onRtpReceiver: (receiver) => this.#options.transform.receiver(receiver, producer.participantId),
        id: created.id,
        producerId: created.producerId,
        kind: created.kind,
        rtpParameters: created.rtpParameters,
        // One stream a person keeps lips and voice together.
        streamId: screen ? `${producer.participantId}-screen` : producer.participantId,
      });
    } catch (error) {
      this.#onError(error);
      return null;
    }
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
    const received = notYetFlowing(consumer, remote);
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

  #onError(error: unknown): void {
    if (this.#closed) return;
    this.#options.onError(error);
    if (!passes(error)) return;
    // Nobody else would ask again while the connection holds.
    this.#retries.schedule(() =>
      this.#then(async () => {
        await this.#consume();
        await this.#bring([...this.#received.values()]);
        this.#retries.succeeded();
      }),
    );
  }
}
