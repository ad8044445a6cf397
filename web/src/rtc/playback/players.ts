// The places of the others' pictures and voices on the page.
import { parseTrackKey, trackKey, type TrackKey } from "~/lib/trackKey";
import type { Source } from "~/signaling/protocol";

import { AudioSlot, type Loudspeaker } from "./audioPlayer";
import { VideoSlot } from "./videoPlayer";

/** How high a picture is shown now, and was before. */
type OnSized = (participantId: string, source: Source, height: number, before: number) => void;

export class Slots {
  readonly #speaker: Loudspeaker;
  readonly #onSized: OnSized;
  readonly #videos = new Map<TrackKey<Source>, VideoSlot>();
  readonly #audios = new Map<TrackKey<Source>, AudioSlot>();

  constructor(speaker: Loudspeaker, onSized: OnSized) {
    this.#speaker = speaker;
    this.#onSized = onSized;
  }

  video(participantId: string, source: Source): VideoSlot {
    const key = trackKey(participantId, source);
    const known = this.#videos.get(key);
    if (known) return known;
    const slot = new VideoSlot(true);
    this.#videos.set(key, slot);
    let before = slot.height.get();
    slot.height.subscribe(() => {
      const height = slot.height.get();
      this.#onSized(participantId, source, height, before);
      before = height;
    });
    return slot;
  }

  audio(participantId: string, source: Source): AudioSlot {
    const key = trackKey(participantId, source);
    const slot = this.#audios.get(key) ?? new AudioSlot(this.#speaker);
    this.#audios.set(key, slot);
    return slot;
  }

  /** Another speaker was chosen, or the person touched the page. */
  refreshSound(): void {
    for (const slot of this.#audios.values()) slot.refresh();
  }

  /** Closes the places of everybody who is not there. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const slots of [this.#videos, this.#audios]) {
      for (const [key, slot] of slots) {
        if (present.has(parseTrackKey(key).participantId)) continue;
        slot.close();
        slots.delete(key);
      }
    }
  }
}
