// Who is in the call, and what follows from it: the tiles, and the codec that all can show.
import type { LocalMedia } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import { codecFor, type SentCodec } from "~/rtc/encoding/codecs";
import { canSendLayers } from "~/rtc/encoding/scalability";
import type { Participant } from "~/protocol/generated";

import { byJoining, tilesOf, type Self } from "./tiles";
import type { Tile } from "./view";

export interface RosterOptions {
  user: { id: string; username: string };
  local: LocalMedia;
  /** Pictures are to be sent in another codec from now on. */
  onCodec: () => void;
  /** Somebody came, went, or turned something on or off. */
  onChanged: () => void;
}

export class Roster {
  readonly selfId = new Store<string | null>(null);
  readonly participants = new Store<readonly Participant[]>([]);
  readonly tiles = new Store<readonly Tile[]>([]);
  readonly dominantSpeaker = new Store<string | null>(null);
  readonly groupReady = new Store<boolean | null>(null);
  readonly #options: RosterOptions;
  #codec: SentCodec = "VP8";

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** In which pictures are sent through the SFU. */
  get codec(): SentCodec {
    return this.#codec;
  }

  /** The participants at both ends of a direct path; null while there are none. */
  get ends(): { self: string; other: string } | null {
    const [other] = this.participants.get();
    const self = this.selfId.get();
    return other && self !== null ? { self, other: other.id } : null;
  }

  /** One is in, by that id, with these others; say `update` when all else knows it. */
  enter(selfId: string, participants: readonly Participant[]): void {
    this.selfId.set(selfId);
    this.participants.set(byJoining(participants));
  }

  put(participant: Participant): void {
    if (participant.id === this.selfId.get()) {
      this.groupReady.set(participant.groupReady);
      return;
    }
    this.participants.update((all) => byJoining([...all.filter(({ id }) => id !== participant.id), participant]));
    this.update();
  }

  remove(participantId: string): void {
    this.participants.update((all) => all.filter(({ id }) => id !== participantId));
    if (this.dominantSpeaker.get() === participantId) this.dominantSpeaker.set(null);
    this.update();
  }

  /** Somebody, or what oneself has on, changed. */
  update(): void {
    this.tiles.update((before) => tilesOf(this.participants.get(), this.#self, before));
    this.#chooseCodec();
    this.#options.onChanged();
  }

  clear(): void {
    this.participants.set([]);
    this.tiles.set([]);
  }

  get #self(): Self | null {
    const { local, user } = this.#options;
    const id = this.selfId.get();
    if (id === null) return null;
    return {
      id,
      userId: user.id,
      username: user.username,
      microphone: local.microphone.get(),
      camera: local.camera.get(),
      screen: local.screen.get(),
    };
  }

  #chooseCodec(): void {
    const everybody = this.participants.get().map(({ decodes }) => decodes);
    const codec = codecFor(everybody, navigator.hardwareConcurrency, canSendLayers);
    if (codec === this.#codec) return;
    this.#codec = codec;
    this.#options.onCodec();
  }
}
