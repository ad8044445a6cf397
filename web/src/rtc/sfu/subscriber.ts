// What comes in through the SFU: one consumer for each producer of the others, in the size that is shown.
//
// What should flow is worked out anew each time that something changes, and the server is asked for
// the difference to what it was last known to do. So what got lost with a connection is asked again.
import type { Device, types as mediasoup } from "mediasoup-client";

import { layerCount, layerFor, REDUCED_HEIGHT } from "~/rtc/encoding/layers";
import { VisibleSizes } from "~/rtc/encoding/visibleSizes";
import type { FrameTransform } from "~/rtc/frameTransform";
import type { Forwarding, PathListener, RemoteTrack } from "~/rtc/path";
import { passes, Retries } from "~/rtc/retries";
import { carries, type VideoPolicy } from "~/rtc/videoPolicy";
import { SignalingError, type Requests } from "~/signaling/connection";
import type { NewConsumer, Producer, Source } from "~/protocol/generated";

import { ORDINARY, priorityOf, type First } from "./priority";

/** Milliseconds in which a person's picture follows the voice: each negotiation takes longer. */
const TOGETHER = 50;
/** As many as the server opens at a time. */
const AT_ONCE = 100;

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

export class Subscriber {
  /** Settles once what there was at first is negotiated, or cannot be had. */
  readonly first: Promise<void>;
  readonly #options: SubscriberOptions;
  /** Of others, by their ids: what should be received. */
  readonly #producers = new Map<string, Producer>();
  readonly #received = new Map<string, Received>();
  /** Producers that could not be had. */
  readonly #refused = new Set<string>();
  readonly #sizes = new VisibleSizes(() => this.#bringAll());
  readonly #retries = new Retries();
  #onFirst: () => void = () => undefined;
  /** Consumers that the server made with the transport. */
  #ready: readonly NewConsumer[];
  #work: Promise<void> = Promise.resolve();
  /** Whether what should flow will be asked for, once what is under way is done. */
  #bringing = false;
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #reduced = false;
  #policy: VideoPolicy = "all";
  #first: First = { preferred: null, speaker: null };
  #closed = false;

  constructor(options: SubscriberOptions) {
    this.#options = options;
    this.#ready = options.ready ?? [];
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
    this.#sizes.set(participantId, source, height);
  }

  /** Whose pictures come first when bandwidth is short. */
  prioritise(first: First): void {
    this.#first = first;
    void this.#askForPriorities([...this.#received.values()]);
  }

  /** Not the largest layers, for now. */
  setReduced(reduced: boolean): void {
    this.#reduced = reduced;
    this.#bringAll();
  }

  /** Only these pictures, for now. */
  setVideoPolicy(policy: VideoPolicy): void {
    this.#policy = policy;
    this.#bringAll();
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
    this.#sizes.close();
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
    const flowing = all.filter((received) => this.#layer(received) !== null);
    const held = all.filter((received) => this.#layer(received) === null);
    const outcomes = await Promise.allSettled([
      this.#askForLayers(flowing),
      this.#askForPriorities(flowing),
      this.#askForFlow("sfu:consumer:resume", flowing, true),
      this.#askForFlow("sfu:consumer:pause", held, false),
    ]);
    const errors = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    // What may succeed later is asked again; what may not, must not hide it.
    if (errors.length > 0) throw errors.find(passes) ?? errors[0];
  }

  async #askForFlow(
    event: "sfu:consumer:pause" | "sfu:consumer:resume",
    all: readonly Received[],
    flows: boolean,
  ): Promise<void> {
    const changing = all.filter((received) => received.flows !== flows);
    const ask = (consumerIds: string[]): Promise<unknown> => this.#options.requests.request(event, { consumerIds });
    await this.#ask(changing, ask, (received) => {
      received.flows = flows;
    });
  }

  async #askForLayers(all: readonly Received[]): Promise<void> {
    const changing = grouped(all, (received) => {
      const layer = layersOf(received) === 1 ? null : this.#layer(received);
      return layer === received.layer ? null : layer;
    });
    await Promise.all(
      [...changing].map(([spatialLayer, some]) =>
        this.#ask(
          some,
          (consumerIds) => this.#options.requests.request("sfu:consumer:layers", { consumerIds, spatialLayer }),
          (received) => {
            received.layer = spatialLayer;
          },
        ),
      ),
    );
  }

  async #askForPriorities(all: readonly Received[]): Promise<void> {
    if (this.#closed) return;
    const changing = grouped(all, ({ consumer, remote, priority: before }) => {
      const priority = priorityOf(remote, this.#first);
      return consumer.kind !== "video" || priority === before ? null : priority;
    });
    await Promise.all(
      [...changing].map(async ([priority, some]) => {
        const before = some.map((received) => received.priority);
        for (const received of some) received.priority = priority;
        try {
          await this.#ask(some, (consumerIds) =>
            this.#options.requests.request("sfu:consumer:priority", { consumerIds, priority }),
          );
        } catch (error) {
          some.forEach((received, place) => (received.priority = before[place] ?? ORDINARY));
          this.#onError(error);
        }
      }),
    );
  }

  /** Of consumers that are gone meanwhile there is nothing left to ask. */
  async #ask(
    all: readonly Received[],
    ask: (consumerIds: string[]) => Promise<unknown>,
    onDone: (received: Received) => void = () => undefined,
  ): Promise<void> {
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const some = all.slice(from, from + AT_ONCE);
      const consumerIds = some.map(({ consumer }) => consumer.id);
      try {
        await ask(consumerIds);
      } catch (error) {
        if (!(error instanceof SignalingError && error.code === "unknown_consumer")) throw error;
      }
      some.forEach(onDone);
    }
  }

  /** The layer that should flow; null for nothing, as while nobody looks. */
  #layer(received: Received): number | null {
    if (received.consumer.kind === "audio") return 0;
    const { participantId, source } = received.remote;
    const height = this.#sizes.get(participantId, source);
    if (height === 0 || !carries(this.#policy, source === "screen" ? source : "camera")) return null;
    // The lower layer of a screen is a slower one: it would be seen to stutter.
    const needed = this.#reduced && source !== "screen" ? Math.min(height, REDUCED_HEIGHT) : height;
    return layerFor(source, layersOf(received), needed);
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
    const reported = { sent: undefined, sourceScore: null };
    const received: Received = { consumer, remote, flows: false, layer: undefined, priority: ORDINARY, reported };
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

function layersOf({ consumer }: Received): number {
  return layerCount(consumer.rtpParameters.encodings?.[0]?.scalabilityMode);
}

/** By what is to be asked of them; null for nothing. */
function grouped(all: readonly Received[], ask: (received: Received) => number | null): Map<number, Received[]> {
  const groups = new Map<number, Received[]>();
  for (const received of all) {
    const asked = ask(received);
    if (asked === null) continue;
    const group = groups.get(asked);
    if (group) group.push(received);
    else groups.set(asked, [received]);
  }
  return groups;
}
