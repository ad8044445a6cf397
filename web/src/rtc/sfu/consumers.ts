// What the server is asked to do with consumers: only what it was not last known to do.
import type { types as mediasoup } from "mediasoup-client";

import { layerCount } from "~/rtc/encoding/layers";
import type { Forwarding, RemoteTrack } from "~/rtc/path";
import { SignalingError, type Requests } from "~/signaling/connection";
import { Nothing } from "~/signaling/protocol";

import { ORDINARY, priorityOf, type First } from "./priority";

/** As many as the server takes at a time. */
export const AT_ONCE = 100;

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

export class Consumers {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  async resume(all: readonly Received[]): Promise<void> {
    await this.#setFlow("sfu:consumer:resume", all, true);
  }

  async pause(all: readonly Received[]): Promise<void> {
    await this.#setFlow("sfu:consumer:pause", all, false);
  }

  async setLayers(all: readonly Received[], layerOf: (received: Received) => number | null): Promise<void> {
    const changing = grouped(all, (received) => {
      const layer = layersOf(received) === 1 ? null : layerOf(received);
      return layer === received.layer ? null : layer;
    });
    await Promise.all(
      [...changing].map(([spatialLayer, some]) =>
        this.#ask("sfu:consumer:layers", some, { spatialLayer }, (received) => {
          received.layer = spatialLayer;
        }),
      ),
    );
  }

  /** Whose pictures come first when bandwidth is short. */
  async setPriorities(all: readonly Received[], first: First, onError: (error: unknown) => void): Promise<void> {
    const changing = grouped(all, ({ consumer, remote, priority: before }) => {
      const priority = priorityOf(remote, first);
      return consumer.kind !== "video" || priority === before ? null : priority;
    });
    await Promise.all(
      [...changing].map(async ([priority, some]) => {
        const before = some.map((received) => received.priority);
        for (const received of some) received.priority = priority;
        try {
          await this.#ask("sfu:consumer:priority", some, { priority });
        } catch (error) {
          some.forEach((received, place) => (received.priority = before[place] ?? ORDINARY));
          onError(error);
        }
      }),
    );
  }

  async #setFlow(event: string, all: readonly Received[], flows: boolean): Promise<void> {
    const changing = all.filter((received) => received.flows !== flows);
    await this.#ask(event, changing, {}, (received) => {
      received.flows = flows;
    });
  }

  /** Of consumers that are gone meanwhile there is nothing left to ask. */
  async #ask(
    event: string,
    all: readonly Received[],
    data: object,
    onDone: (received: Received) => void = () => undefined,
  ): Promise<void> {
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const some = all.slice(from, from + AT_ONCE);
      const consumerIds = some.map(({ consumer }) => consumer.id);
      try {
        await this.#requests.request(event, { consumerIds, ...data }, Nothing);
      } catch (error) {
        if (!(error instanceof SignalingError && error.code === "unknown_consumer")) throw error;
      }
      some.forEach(onDone);
    }
  }
}

/** How many spatial layers there are of it. */
export function layersOf({ consumer }: Received): number {
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
