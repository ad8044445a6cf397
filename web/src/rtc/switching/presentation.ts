// What of the paths is on the page: of each source the newest track there is, at the size it has there.
// A newer track takes the place of an older one once it moves as smoothly and is as sharp, or sounds.
import { parseTrackKey, trackKey, type TrackKey } from "~/lib/trackKey";
import { kindOf, SOURCES, type RemoteTrack } from "~/rtc/path";
import type { Loudspeaker } from "~/rtc/playback/audioPlayer";
import { Players } from "~/rtc/playback/players";
import type { VideoPlayer } from "~/rtc/playback/videoPlayer";
import type { Participant, Source } from "~/protocol/generated";

import type { ActivePath } from "./activePath";
import { isOn } from "./expected";
import type { PathSet } from "./pathSet";

export interface PresentationOptions {
  paths: PathSet;
  participants: () => readonly Participant[];
  speaker: Loudspeaker;
  /** Whether a path may still bring something. */
  lives: (active: ActivePath) => boolean;
  /** A track is seen or heard that was not before. */
  onArrived: () => void;
}

export class Presentation {
  readonly #options: PresentationOptions;
  readonly #players: Players;

  constructor(options: PresentationOptions) {
    this.#options = options;
    const { paths } = options;
    this.#players = new Players(options.speaker, (participantId, source, height, before) => {
      const isSeenAsBefore = height > 0 && before > 0;
      for (const active of paths.all) {
        // One that goes soon stays as it is: any other size would cost it a moment.
        const goes = active !== paths.newest && active !== paths.standby;
        if (!(goes && isSeenAsBefore)) active.path.show(participantId, source, height);
      }
    });
  }

  video(participantId: string, source: Source): VideoPlayer {
    return this.#players.video(participantId, source);
  }

  refreshSound(): void {
    this.#players.refreshSound();
  }

  refreshVolumes(): void {
    this.#players.refreshVolumes();
  }

  /** A track came over that path. */
  add(active: ActivePath, remote: RemoteTrack): void {
    const key = trackKey(remote.participantId, remote.source);
    active.tracks.set(key, remote);
    remote.track.addEventListener("unmute", () => this.show(key));
    this.#size(active, remote);
    this.show(key);
  }

  remove(active: ActivePath, remote: RemoteTrack): void {
    const key = trackKey(remote.participantId, remote.source);
    if (active.tracks.get(key) !== remote) return;
    active.tracks.delete(key);
    active.arrived.delete(key);
    this.show(key);
  }

  /** Shows all that there is of everybody, and nothing of anybody else. */
  showAll(): void {
    const participants = this.#options.participants();
    this.#players.keepOnly(new Set(participants.map(({ id }) => id)));
    for (const { id } of participants) for (const source of SOURCES) this.show(trackKey(id, source));
  }

  /** Shows the newest track there is of that source, unless it should show nothing. */
  show(key: TrackKey<Source>): void {
    const { participantId, source } = parseTrackKey(key);
    const participant = this.#options.participants().find(({ id }) => id === participantId);
    if (!participant) return;
    const live = isOn(participant, source);
    const [newest, older] = this.#options.paths.open.filter(({ tracks }) => tracks.has(key));
    const remote = newest?.tracks.get(key) ?? null;
    const arrived = (): void => {
      if (!newest || newest.arrived.has(key)) return;
      newest.arrived.add(key);
      this.#options.onArrived();
    };
    if (kindOf(source) === "audio") {
      // A voice may be back any moment; the sound of a screen goes with it.
      const played = live || source === "microphone" ? remote : null;
      this.#players.audio(participantId, source).play(played, live, arrived);
      return;
    }
    const player = this.video(participantId, source);
    const shown = live ? (remote?.track ?? null) : null;
    // A frame has to have come, or an element that waits for one would replace a living picture.
    if (shown?.muted && older && player.height.get() > 0) return;
    player.show(shown, shown ? arrived : undefined, older !== undefined && !this.#options.lives(older));
  }

  /** Tells a path how high its pictures are shown. */
  sizeAll(active: ActivePath): void {
    for (const remote of active.tracks.values()) this.#size(active, remote);
  }

  close(): void {
    this.#players.keepOnly(new Set());
  }

  #size({ path }: ActivePath, { participantId, source }: RemoteTrack): void {
    if (kindOf(source) === "audio") return;
    path.show(participantId, source, this.video(participantId, source).height.get());
  }
}
