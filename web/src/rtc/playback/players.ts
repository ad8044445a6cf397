// The places of the others' pictures and voices on the page.
import { parseTrackKey, trackKey, type TrackKey } from "~/lib/trackKey";
import type { Source } from "~/protocol/generated";

import { AudioPlayer, type Loudspeaker } from "./audioPlayer";
import { VideoPlayer } from "./videoPlayer";

/** How high a picture is shown now, and was before. */
type OnSized = (participantId: string, source: Source, height: number, before: number) => void;

export class Players {
  readonly #speaker: Loudspeaker;
  readonly #onSized: OnSized;
  readonly #videos = new Map<TrackKey<Source>, VideoPlayer>();
  readonly #audios = new Map<TrackKey<Source>, AudioPlayer>();

  constructor(speaker: Loudspeaker, onSized: OnSized) {
    this.#speaker = speaker;
    this.#onSized = onSized;
  }

  video(participantId: string, source: Source): VideoPlayer {
    const key = trackKey(participantId, source);
    const known = this.#videos.get(key);
    if (known) return known;
    const player = new VideoPlayer(true);
    this.#videos.set(key, player);
    let before = player.height.get();
    player.height.subscribe(() => {
      const height = player.height.get();
      this.#onSized(participantId, source, height, before);
      before = height;
    });
    return player;
  }

  audio(participantId: string, source: Source): AudioPlayer {
    const key = trackKey(participantId, source);
    const known = this.#audios.get(key);
    if (known) return known;
    const { deviceId, onBlocked, volume } = this.#speaker;
    const player = new AudioPlayer({ deviceId, onBlocked, volume: () => volume(participantId, source) });
    this.#audios.set(key, player);
    return player;
  }

  /** Another speaker was chosen, or the person touched the page. */
  refreshSound(): void {
    for (const player of this.#audios.values()) player.refresh();
  }

  /** Another volume was chosen for somebody. */
  refreshVolumes(): void {
    for (const player of this.#audios.values()) player.refreshVolume();
  }

  /** Closes the places of everybody who is not there. */
  keepOnly(present: ReadonlySet<string>): void {
    for (const players of [this.#videos, this.#audios]) {
      for (const [key, player] of players) {
        if (present.has(parseTrackKey(key).participantId)) continue;
        player.close();
        players.delete(key);
      }
    }
  }
}
