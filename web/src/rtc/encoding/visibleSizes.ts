// How high each picture is shown, once a size has come to stay.
import { trackKey, type TrackKey } from "~/lib/trackKey";
import type { Source } from "~/protocol/generated";

/** Milliseconds after which a tile that was left is believed to stay out of sight. */
const OUT_OF_SIGHT = 2000;
/** Milliseconds after which a tile has the size that it was going to. */
const RESIZED = 150;

export class VisibleSizes {
  readonly #onChanged: (participantId: string, source: Source) => void;
  readonly #heights = new Map<TrackKey<Source>, number>();
  readonly #timers = new Map<TrackKey<Source>, ReturnType<typeof setTimeout>>();

  constructor(onChanged: (participantId: string, source: Source) => void) {
    this.#onChanged = onChanged;
  }

  /** In device pixels; 0 while nobody looks, and before it was first shown. */
  get(participantId: string, source: Source): number {
    return this.#heights.get(trackKey(participantId, source)) ?? 0;
  }

  /** What was out of sight is wanted at once; anything else when it lasts. */
  set(participantId: string, source: Source, height: number): void {
    const key = trackKey(participantId, source);
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const before = this.#heights.get(key);
    if (height === before) return;
    const change = (): void => {
      this.#heights.set(key, height);
      this.#onChanged(participantId, source);
    };
    if (height > 0 && !before) change();
    else this.#timers.set(key, setTimeout(change, height === 0 ? OUT_OF_SIGHT : RESIZED));
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
