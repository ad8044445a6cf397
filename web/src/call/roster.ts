// Who is in the call, and what follows from it: the tiles, and the codec that all can show.
import type { LocalMedia } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import { codecFor, type SentCodec } from "~/rtc/encoding/codecs";
import { canSendLayers } from "~/rtc/encoding/scalability";
import type { Joined, Participant, Role, RosterChanged } from "~/protocol/generated";

import { byJoining, tilesOf, type Self } from "./tiles";
import type { Called, Tile } from "./view";

export interface RosterOptions {
  user: { id: string; username: string; picture?: string | null | undefined };
  local: LocalMedia;
  /** Beside whom one wants to come in without sound. */
  companionOf?: string | null | undefined;
  /** Pictures are to be sent in another codec from now on. */
  onCodec: () => void;
  /** Somebody came, went, or turned something on or off. */
  onChanged: () => void;
}

export class Roster {
  readonly selfId = new Store<string | null>(null);
  /** One's own. */
  readonly role = new Store<Role>("participant");
  readonly participants = new Store<readonly Participant[]>([]);
  /** How many others are in, also those of a large room who are not among `participants` yet. */
  readonly others = new Store(0);
  readonly tiles = new Store<readonly Tile[]>([]);
  readonly dominantSpeaker = new Store<string | null>(null);
  readonly groupReady = new Store<boolean | null>(null);
  readonly hand = new Store<number | null>(null);
  /** Beside whom one is without sound, in the same physical room; null: one has one's own. */
  readonly companionOf: Store<string | null>;
  /** What one is called here, and how one is spoken of. */
  readonly called: Store<Called>;
  readonly #options: RosterOptions;
  /** Whether one is shown large to all. */
  #spotlight = false;
  #codec: SentCodec = "VP8";
  /** While the pages of a large room are being read: who was known before, and was not met again. */
  #unmet: Set<string> | null = null;

  constructor(options: RosterOptions) {
    this.#options = options;
    this.companionOf = new Store(options.companionOf ?? null);
    this.called = new Store<Called>({ username: options.user.username, pronouns: "" });
  }

  /** In which pictures are sent through the SFU. */
  get codec(): SentCodec {
    return this.#codec;
  }

  /** Whose page this is. */
  get user(): RosterOptions["user"] {
    return this.#options.user;
  }

  /** The participants at both ends of a direct path; null while there are none. */
  get ends(): { self: string; other: string } | null {
    const [other] = this.participants.get();
    const self = this.selfId.get();
    return other && self !== null ? { self, other: other.id } : null;
  }

  /** False while pages of it are missing: who turns up then may have been there for long. */
  get isWhole(): boolean {
    return this.#unmet === null;
  }

  /** One is in, with these others; say `update` when all else knows it. */
  enter(joined: Joined): void {
    const { participantId, participants, participantsCursor, participantCount, role, hand, companionOf } = joined;
    this.#call(joined.username, joined.pronouns);
    this.selfId.set(participantId);
    this.role.set(role ?? "participant");
    this.hand.set(hand ?? null);
    this.companionOf.set(companionOf ?? null);
    const isWhole = (participantsCursor ?? null) === null;
    // Of who was there before it shows on a later page whether they still are.
    this.#unmet = isWhole ? null : new Set(this.participants.get().map(({ id }) => id));
    this.others.set(isWhole ? participants.length : (participantCount ?? 1) - 1);
    if (isWhole) this.participants.set(byJoining(participants));
    else this.#merge(participants, []);
  }

  /** Another page of a large room. */
  addPage(participants: readonly Participant[], isLast: boolean): void {
    this.#merge(participants, isLast ? [...(this.#unmet ?? [])] : []);
    if (isLast) this.#unmet = null;
    this.update();
  }

  /** What became of people in a large room. */
  apply({ participants, left }: RosterChanged): void {
    const own = participants.find(({ id }) => id === this.selfId.get());
    if (own) this.#putSelf(own);
    const gone = left.map(({ participantId }) => participantId);
    this.#merge(participants, gone);
    if (gone.includes(this.dominantSpeaker.get() ?? "")) this.dominantSpeaker.set(null);
    this.update();
  }

  put(participant: Participant): void {
    if (participant.id === this.selfId.get()) {
      this.#putSelf(participant);
    } else {
      this.#merge([participant], []);
    }
    this.update();
  }

  remove(participantId: string): void {
    this.#merge([], [participantId]);
    if (this.dominantSpeaker.get() === participantId) this.dominantSpeaker.set(null);
    this.update();
  }

  /** Somebody, or what oneself has on, changed. */
  update(): void {
    if (this.isWhole) this.others.set(this.participants.get().length);
    this.tiles.update((before) => tilesOf(this.participants.get(), this.#self, before));
    this.#chooseCodec();
    this.#options.onChanged();
  }

  clear(): void {
    this.#unmet = null;
    this.others.set(0);
    this.hand.set(null);
    this.participants.set([]);
    this.tiles.set([]);
  }

  #merge(participants: readonly Participant[], gone: readonly string[]): void {
    const all = new Map(this.participants.get().map((one) => [one.id, one]));
    for (const id of gone) all.delete(id);
    for (const participant of participants) {
      this.#unmet?.delete(participant.id);
      if (participant.id !== this.selfId.get()) all.set(participant.id, participant);
    }
    this.participants.set(byJoining(all.values()));
  }

  #call(username: string | null | undefined, pronouns: string | null | undefined): void {
    this.called.set({ username: username ?? this.#options.user.username, pronouns: pronouns ?? "" });
  }

  #putSelf({ groupReady, role, hand, spotlight, username, pronouns, companionOf }: Participant): void {
    this.#call(username, pronouns);
    this.groupReady.set(groupReady);
    this.hand.set(hand ?? null);
    this.companionOf.set(companionOf ?? null);
    this.#spotlight = spotlight ?? false;
    this.role.set(role ?? "participant");
  }

  get #self(): Self | null {
    const { local, user } = this.#options;
    const id = this.selfId.get();
    if (id === null) return null;
    return {
      id,
      userId: user.id,
      ...this.called.get(),
      picture: user.picture ?? null,
      microphone: local.microphone.get(),
      camera: local.camera.get(),
      screen: local.screen.get(),
      role: this.role.get(),
      hand: this.hand.get(),
      spotlight: this.#spotlight,
      companionOf: this.companionOf.get(),
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
