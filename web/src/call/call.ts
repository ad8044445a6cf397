// A call: one person in one room, from joining to leaving.
// Longer than other files: all that pages ask of a call is here; the work is done by what it is made of.
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { recordStep } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import { parseTrackKey } from "~/lib/trackKey";
import type { AudioLevels } from "~/rtc/quality/audioLevels";
import type { QualityMonitor } from "~/rtc/quality/qualityMonitor";
import type { PathFactory } from "~/rtc/switching/pathFactory";
import type { PathSwitcher } from "~/rtc/switching/pathSwitcher";
import type { Connection } from "~/signaling/connection";
import type { Joined, KnocksChanged, Mode, RoomInfo, Sign } from "~/protocol/generated";

import type { Activities } from "./activities";
import type { Admission } from "./admission";
import type { Board } from "./board";
import type { Breakouts } from "./breakouts";
import { routeEvents } from "./callEvents";
import type { Chat } from "./chat";
import type { Drawings } from "./drawings";
import type { Files } from "./files";
import type { Leading } from "./leading";
import type { Link } from "./link";
import { notify } from "./notify";
import type { On, OwnSources } from "./ownSources";
import type { QualityReports } from "./qualityReports";
import type { OnReaction, Reactions } from "./reactions";
import type { Resending } from "./resending";
import type { Roster } from "./roster";
import type { RosterPages } from "./rosterPages";
import { throughSfu } from "./throughSfu";
import { keepPronouns } from "./pronouns";
import type { Called, CallPhase, CallView, TileId } from "./view";
import { volumes } from "./volumes";

/** Milliseconds. */
const COMES_IN_WITHIN = 90_000;

export interface CallParts {
  connection: Connection;
  /** For what changes the room. */
  resending: Resending;
  admission: Admission;
  chat: Chat;
  files: Files;
  reactions: Reactions;
  drawings: Drawings;
  board: Board;
  roster: Roster;
  pages: RosterPages;
  link: Link;
  factory: PathFactory;
  switcher: PathSwitcher;
  levels: AudioLevels;
  quality: QualityMonitor;
  reports: Pick<QualityReports, "close">;
  own: OwnSources;
  leading: Leading;
  activities: Activities;
  breakouts: Breakouts;
  devices: Devices;
  local: LocalMedia;
  soundBlocked: Store<boolean>;
  iceServers: Store<RTCIceServer[]>;
}

export class Call implements CallView {
  readonly phase = new Store<CallPhase>({ name: "idle" });
  readonly room = new Store<RoomInfo | null>(null);
  readonly knocks = new Store<KnocksChanged>({ knocks: [], count: 0 });
  readonly #parts: CallParts;
  readonly #cleanUps: (() => void)[] = [];
  #preferred: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(parts: CallParts) {
    this.#parts = parts;
    routeEvents(parts.connection, {
      ...parts,
      onMode: (mode) => this.#begin(mode),
      onSpeaker: (participantId) => this.#speaks(participantId),
      onRoom: (room) => this.room.set(room),
      onKnocks: (knocks) => this.knocks.set(knocks),
      onEnded: (phase) => this.end(phase),
    });
    this.#watch();
  }

  get selfId(): Roster["selfId"] {
    return this.#parts.roster.selfId;
  }

  get user(): Roster["user"] {
    return this.#parts.roster.user;
  }

  get role(): Roster["role"] {
    return this.#parts.roster.role;
  }

  get participants(): Roster["participants"] {
    return this.#parts.roster.participants;
  }

  get others(): Roster["others"] {
    return this.#parts.roster.others;
  }

  get isRosterWhole(): boolean {
    return this.#parts.roster.isWhole;
  }

  get tiles(): Roster["tiles"] {
    return this.#parts.roster.tiles;
  }

  get dominantSpeaker(): Roster["dominantSpeaker"] {
    return this.#parts.roster.dominantSpeaker;
  }

  get groupReady(): Roster["groupReady"] {
    return this.#parts.roster.groupReady;
  }

  get files(): Files {
    return this.#parts.files;
  }

  get called(): Roster["called"] {
    return this.#parts.roster.called;
  }

  get companionOf(): Roster["companionOf"] {
    return this.#parts.roster.companionOf;
  }

  get hand(): Roster["hand"] {
    return this.#parts.roster.hand;
  }

  get soundBlocked(): Store<boolean> {
    return this.#parts.soundBlocked;
  }

  get link(): Link["state"] {
    return this.#parts.link.state;
  }

  get media(): Link["media"] {
    return this.#parts.link.media;
  }

  get leading(): Leading {
    return this.#parts.leading;
  }

  get drawings(): Drawings {
    return this.#parts.drawings;
  }

  get board(): Board {
    return this.#parts.board;
  }

  get activities(): Activities {
    return this.#parts.activities;
  }

  get breakouts(): Breakouts {
    return this.#parts.breakouts;
  }

  get quality(): QualityMonitor {
    return this.#parts.quality;
  }

  get mode(): PathSwitcher["mode"] {
    return this.#parts.switcher.mode;
  }

  get chat(): Chat["view"] {
    return this.#parts.chat.view;
  }

  get draft(): Chat["draft"] {
    return this.#parts.chat.draft;
  }

  get messages(): Chat {
    return this.#parts.chat;
  }

  join(): Promise<void> {
    if (this.phase.get().name === "idle") {
      recordStep("join");
      this.phase.set({ name: "joining" });
      this.#parts.connection.open();
      this.#timer = setTimeout(() => this.#giveUp(), COMES_IN_WITHIN);
    }
    return new Promise((resolve) => {
      const settled = (): boolean => this.phase.get().name !== "joining";
      if (settled()) resolve();
      else {
        const off = this.phase.subscribe(() => {
          if (!settled()) return;
          off();
          resolve();
        });
      }
    });
  }

  async admit(knockIds?: string[]): Promise<void> {
    await this.#parts.resending.request("knocks:admit", knockIds ? { knockIds } : {});
  }

  async deny(knockIds: string[], block = false): Promise<void> {
    await this.#parts.resending.request("knocks:deny", { knockIds, block });
  }

  /** Somebody was asked to let one in: that takes as long as it takes. */
  wait(isLed: boolean): void {
    if (this.#isOver()) return;
    clearTimeout(this.#timer);
    this.phase.set({ name: "waiting", isLed });
  }

  /** Somebody let one in. */
  admitted(): void {
    if (this.phase.get().name !== "waiting") return;
    this.phase.set({ name: "joining" });
    this.#timer = setTimeout(() => this.#giveUp(), COMES_IN_WITHIN);
  }

  leave(): void {
    this.end({ name: "left" });
  }

  setDraft(text: string): void {
    this.#parts.chat.draft.set(text);
  }

  send(content: string): void {
    this.#parts.chat.send(content);
  }

  retry(key: string): void {
    this.#parts.chat.retry(key);
  }

  edit(key: string): void {
    this.#parts.chat.edit(key);
  }

  loadOlder(): Promise<void> {
    return this.#parts.chat.loadOlder();
  }

  setChatOpen(open: boolean): void {
    this.#parts.chat.setOpen(open);
  }

  allowSound(): void {
    this.soundBlocked.set(false);
    this.#parts.switcher.refreshSound();
  }

  raiseHand(raised: boolean): void {
    notify(this.#parts.resending, "hand", { raised });
  }

  async rename(called: Called): Promise<void> {
    await this.#parts.resending.request("rename", called);
    keepPronouns(called.pronouns);
  }

  async accompany(participantId: string | null): Promise<void> {
    await this.#parts.resending.request("companion", { participantId });
  }

  spotlight(participantId: string | null): void {
    notify(this.#parts.resending, "spotlight", { participantId });
  }

  react(sign: Sign): void {
    notify(this.#parts.resending, "react", { sign }, () => undefined);
  }

  onReaction(listener: OnReaction): () => void {
    return this.#parts.reactions.listen(listener);
  }

  prefer(participantId: string | null): void {
    this.#preferred = participantId;
    this.#prioritise();
  }

  attach(tileId: TileId, container: HTMLElement): () => void {
    const { participantId, source } = parseTrackKey(tileId);
    const { own, switcher } = this.#parts;
    const isOwn = participantId === this.selfId.get();
    const player = isOwn ? own.video(source) : switcher.video(participantId, source);
    player.place(container);
    return () => player.leave(container);
  }

  onLevel(participantId: string, listener: (level: number) => void): () => void {
    return this.#parts.levels.listen(participantId, listener);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.end({ name: "left" });
    this.#disposed = true;
    for (const cleanUp of this.#cleanUps) cleanUp();
    this.#parts.own.close();
    this.#parts.levels.close();
    this.#parts.files.close();
    this.#parts.quality.close();
  }

  /** The server let one in, `again` after it was away; asked for with `requested` on. */
  entered(joined: Joined, again: boolean, requested: On): void {
    const { factory, switcher, roster, pages, chat, own, quality, iceServers } = this.#parts;
    iceServers.set(joined.iceServers as RTCIceServer[]);
    if (!joined.resumed) {
      // What the server does not know any more is void.
      switcher.reset();
      factory.reset();
    }
    factory.use(joined.transports ?? null);
    roster.enter(joined);
    this.leading.enter(joined);
    this.activities.enter(joined);
    this.breakouts.enter(joined);
    this.board.enter(joined);
    this.drawings.entered();
    this.#parts.resending.entered();
    void pages.read(joined.participantsCursor ?? null);
    this.room.set(joined.room);
    chat.fill(joined.messages, joined.nextCursor, again, joined.moreAfter);
    own.show();
    roster.update();
    this.#begin(joined.mode);
    if (joined.resumed) {
      // What there is finds its way again, and asks again for what was said meanwhile.
      switcher.restart();
      factory.repeat();
    }
    for (const path of throughSfu(switcher.paths)) path.repeat();
    recordStep("joined");
    clearTimeout(this.#timer);
    // What the server was told before may have changed meanwhile.
    own.tellSince(requested);
    if (joined.resumed) quality.repeat();
    // In a task of its own: to draw the page takes a while, and media's first steps are microtasks.
    this.#timer = setTimeout(() => this.#show());
  }

  #show(): void {
    if (this.#isOver()) return;
    this.phase.set({ name: "inCall" });
    this.updateLink();
    void this.activities.load();
  }

  /** The socket or the path came or went. */
  updateLink(): void {
    const { link, connection, switcher } = this.#parts;
    if (this.#isOver()) return;
    link.update({
      joined: this.phase.get().name === "inCall",
      socket: connection.isConnected,
      path: switcher.state.get(),
      alone: this.participants.get().length === 0,
    });
  }

  end(phase: CallPhase): void {
    const { admission, link, connection, switcher, factory, local, roster, pages, drawings, reports } = this.#parts;
    if (this.#isOver()) return;
    clearTimeout(this.#timer);
    this.phase.set(phase);
    admission.close();
    link.close();
    reports.close();
    connection.leave();
    this.#parts.resending.close();
    switcher.close();
    factory.reset();
    local.stopScreen();
    pages.stop();
    roster.clear();
    drawings.close();
  }

  /** What changes on this side. */
  #watch(): void {
    const { devices, switcher } = this.#parts;
    const goodbye = (): void => this.leave();
    const networkChanged = (): void => switcher.restart();
    window.addEventListener("pagehide", goodbye);
    window.addEventListener("online", networkChanged);
    this.#cleanUps.push(
      devices.chosen.subscribe(() => switcher.refreshSound()),
      devices.lists.subscribe(() => switcher.refreshSound()),
      volumes.subscribe(() => switcher.refreshVolumes()),
      this.companionOf.subscribe(() => switcher.refreshVolumes()),
      switcher.state.subscribe(() => this.updateLink()),
      () => window.removeEventListener("pagehide", goodbye),
      () => window.removeEventListener("online", networkChanged),
    );
  }

  /** Who waits to come in is told that it takes too long. Who was in is not: the call comes back. */
  #giveUp(): void {
    const code = this.#parts.connection.isConnected ? "timeout" : "offline";
    this.end({ name: "failed", code, message: "" });
  }

  /** How media travels from now on, and who is listened to. */
  #begin(mode: Mode): void {
    this.#parts.switcher.begin(mode);
    this.#speaks(mode.dominant ?? null);
  }

  #speaks(dominant: string | null): void {
    this.dominantSpeaker.set(dominant);
    this.#prioritise();
  }

  #prioritise(): void {
    const first = { preferred: this.#preferred, speaker: this.dominantSpeaker.get() };
    for (const path of throughSfu(this.#parts.switcher.paths)) path.prioritise(first);
  }

  #isOver(): boolean {
    const { name } = this.phase.get();
    return this.#disposed || name === "left" || name === "failed";
  }
}
