// Which layer of each picture should flow: by how large it is shown, and by what there is bandwidth for.
import { layerCount, layerFor, REDUCED_HEIGHT } from "~/rtc/encoding/layers";
import { VisibleSizes } from "~/rtc/encoding/visibleSizes";
import { carries, type VideoPolicy } from "~/rtc/videoPolicy";
import type { Source } from "~/protocol/generated";

import type { Received } from "./received";

export class WantedLayers {
  readonly #sizes: VisibleSizes;
  readonly #onChange: () => void;
  #reduced = false;
  #policy: VideoPolicy = "all";

  constructor(onChange: () => void) {
    this.#onChange = onChange;
    this.#sizes = new VisibleSizes(onChange);
  }

  show(participantId: string, source: Source, height: number): void {
    this.#sizes.set(participantId, source, height);
  }

  setReduced(reduced: boolean): void {
    this.#reduced = reduced;
    this.#onChange();
  }

  setVideoPolicy(policy: VideoPolicy): void {
    this.#policy = policy;
    this.#onChange();
  }

  /** The layer that should flow; null for nothing, as while nobody looks. */
  of(received: Received): number | null {
    if (received.consumer.kind === "audio") return 0;
    const { participantId, source } = received.remote;
    const height = this.#sizes.get(participantId, source);
    if (height === 0 || !carries(this.#policy, source === "screen" ? source : "camera")) return null;
    // The lower layer of a screen is a slower one: it would be seen to stutter.
    const needed = this.#reduced && source !== "screen" ? Math.min(height, REDUCED_HEIGHT) : height;
    return layerFor(source, layersOf(received), needed);
  }

  close(): void {
    this.#sizes.close();
  }
}

/** How many spatial layers it has. */
export function layersOf({ consumer }: Received): number {
  return layerCount(consumer.rtpParameters.encodings?.[0]?.scalabilityMode);
}
