// Asks the server for the difference between what should flow and what it was last known to do.
import { passes } from "~/rtc/retries";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";

import { ORDINARY, priorityOf, type First } from "./priority";
import type { Received } from "./received";
import { layersOf } from "./wantedLayers";

/** As many as the server opens, or changes, at a time. */
export const AT_ONCE = 100;

export class ConsumerRequests {
  /** Whose pictures come first when bandwidth is short. */
  first: First = { preferred: null, speaker: null };
  readonly #requests: Requests;
  readonly #onError: (error: unknown) => void;

  constructor(requests: Requests, onError: (error: unknown) => void) {
    this.#requests = requests;
    this.#onError = onError;
  }

  /** Has the server send each in its layer, and those of none no more. Throws the error that is worth another try,
   * if there is one. */
  async forAll(all: readonly Received[], layerOf: (received: Received) => number | null): Promise<void> {
    const flowing = all.filter((received) => layerOf(received) !== null);
    const held = all.filter((received) => layerOf(received) === null);
    const outcomes = await Promise.allSettled([
      this.#forLayers(flowing, layerOf),
      this.forPriorities(flowing),
      this.#forFlow("sfu:consumer:resume", flowing, true),
      this.#forFlow("sfu:consumer:pause", held, false),
    ]);
    const errors = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
    // What may succeed later is asked again; what may not, must not hide it.
    if (errors.length > 0) throw errors.find(passes) ?? errors[0];
  }

  async forPriorities(all: readonly Received[]): Promise<void> {
    const changing = grouped(all, ({ consumer, remote, priority: before }) => {
      const priority = priorityOf(remote, this.first);
      return consumer.kind !== "video" || priority === before ? null : priority;
    });
    await Promise.all(
      [...changing].map(async ([priority, some]) => {
        const before = some.map((received) => received.priority);
        for (const received of some) received.priority = priority;
        try {
          await this.#each(some, (consumerIds) =>
            this.#requests.request("sfu:consumer:priority", { consumerIds, priority }),
          );
        } catch (error) {
          some.forEach((received, place) => (received.priority = before[place] ?? ORDINARY));
          this.#onError(error);
        }
      }),
    );
  }

  async #forFlow(
    event: "sfu:consumer:pause" | "sfu:consumer:resume",
    all: readonly Received[],
    flows: boolean,
  ): Promise<void> {
    const changing = all.filter((received) => received.flows !== flows);
    const ask = (consumerIds: string[]): Promise<unknown> => this.#requests.request(event, { consumerIds });
    await this.#each(changing, ask, (received) => {
      received.flows = flows;
    });
  }

  async #forLayers(all: readonly Received[], layerOf: (received: Received) => number | null): Promise<void> {
    const changing = grouped(all, (received) => {
      const layer = layersOf(received) === 1 ? null : layerOf(received);
      return layer === received.layer ? null : layer;
    });
    await Promise.all(
      [...changing].map(([spatialLayer, some]) =>
        this.#each(
          some,
          (consumerIds) => this.#requests.request("sfu:consumer:layers", { consumerIds, spatialLayer }),
          (received) => {
            received.layer = spatialLayer;
          },
        ),
      ),
    );
  }

  /** Of consumers that are gone meanwhile there is nothing left to ask. */
  async #each(
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
