// A call: one person in one room, from joining to leaving.
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { canConnect } from "~/devices/support";
import { recordStep } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import { parseTrackKey } from "~/lib/trackKey";
import { codecFor, type SentCodec } from "~/rtc/encoding/codecs";
import { canSendLayers } from "~/rtc/encoding/scalability";
import { IDENTITY } from "~/rtc/frameTransform";
import { AudioLevels } from "~/rtc/quality/audioLevels";
import { QualityMonitor } from "~/rtc/quality/qualityMonitor";
import { SfuPath } from "~/rtc/sfu/sfuPath";
import { PathFactory } from "~/rtc/switching/pathFactory";
import { PathSwitcher } from "~/rtc/switching/pathSwitcher";
import { Connection, SignalingError } from "~/signaling/connection";
import { Nothing, type Joined, type Mode, type Participant, type Room } from "~/signaling/protocol";

import { Admission } from "./admission";
import { Chat } from "./chat";
import { Link } from "./link";
import { OwnSources, type On } from "./ownSources";
import { byJoining, tilesOf, type Self } from "./roster";
import type { CallPhase, CallView, Tile, TileId } from "./view";

/** Milliseconds. */
const COMES_IN_WITHIN = 90_000;

export interface CallOptions {
  code: string;
  user: { id: string; username: string };
  devices: Devices;
  local: LocalMedia;
  /** Ends the same account's call in another window. */
  takeOver: boolean;
  /** Gets a new access token; false when nobody is signed in any more, throws when offline. */
  refresh: () => Promise<boolean>;
}

export class Call implements CallView {
  readonly phase = new Store<CallPhase>({ name: "idle" });
  readonly room = new Store<Room | null>(null);
  readonly selfId = new Store<string | null>(null);
  readonly participants = new Store<readonly Participant[]>([]);
  readonly tiles = new Store<readonly Tile[]>([]);
  readonly dominantSpeaker = new Store<string | null>(null);
  readonly soundBlocked = new Store(false);
  readonly #link = new Link();
  readonly link = this.#link.state;
  readonly media = this.#link.media;
  readonly groupReady = new Store<boolean | null>(null);
  readonly quality: QualityMonitor;
  readonly #options: CallOptions;
  readonly #connection: Connection;
  readonly #chat: Chat;
  readonly #paths: PathFactory;
  readonly #switcher: PathSwitcher;
  readonly #levels: AudioLevels;
  readonly #own: OwnSources;
  readonly #admission: Admission;
  readonly #cleanUps: (() => void)[] = [];
  #iceServers: RTCIceServer[] = [];
  #preferred: string | null = null;
  #codec: SentCodec = "VP8";
  #patience: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(options: CallOptions) {
    this.#options = options;
    this.#connection = new Connection({ account: options.user.id, refresh: options.refresh }, {
      onConnected: () => {
        recordStep("socket");
        void this.#admission.enter();
      },
      onLost: () => this.#updateLink(),
      onRefused: (code, message) => this.#end({ name: "failed", code, message }),
    });
    this.#chat = new Chat(this.#connection, () => ({
      userId: options.user.id,
      username: options.user.username,
    }));
    this.#paths = new PathFactory({
      requests: this.#connection,
      transform: IDENTITY,
      impossible: !canConnect(),
      ends: () => {
        const [other] = this.participants.get();
        const self = this.selfId.get();
        return other && self !== null ? { self, other: other.id } : null;
      },
      iceServers: () => this.#iceServers,
      codec: () => this.#codec,
      onReachability: (works) => this.#tell("sfu:proof", { works }),
    });
    this.#switcher = new PathSwitcher({
      factory: this.#paths,
      local: (source) => options.local.store(source).get(),
      participants: () => this.participants.get(),
      speaker: {
        deviceId: () => options.devices.effective("speaker"),
        onBlocked: () => this.soundBlocked.set(true),
      },
      onReady: (epoch) => this.#tell("mode:ready", { epoch }),
      onFailed: (epoch, reason) => this.#onPathFailed(epoch, reason),
    });
    this.#levels = new AudioLevels(() => this.#switcher.tracks());
    this.quality = new QualityMonitor({
      paths: () => this.#switcher.carrying,
      tracks: () => this.#switcher.tracks(),
      participants: this.participants,
      tiles: this.tiles,
      height: (participantId, source) => this.#switcher.video(participantId, source).height.get(),
      setVideoPolicy: (pictures) => this.#switcher.setVideoPolicy(pictures),
      onLimited: (limited) => this.#tell("media", { limited }, () => this.quality.repeat()),
    });
    this.#own = new OwnSources(options.local, {
      onChanged: (source) => {
        this.#switcher.publish(source);
        this.#onRoster();
      },
      onTurned: (turned) => this.#tellTurned(turned),
      onVoice: (track) => this.#levels.setLocal(this.selfId.get(), track),
    });
    this.#admission = new Admission({
      connection: this.#connection,
      code: options.code,
      takeOver: options.takeOver,
      on: () => this.#own.on,
      lastMessageId: () => this.#chat.lastId,
      onJoined: (joined, again, said) => this.#entered(joined, again, said),
      onRefused: (code, message) => this.#end({ name: "failed", code, message }),
    });
    this.#listen();
    this.#watch();
  }

  get mode(): Store<"p2p" | "sfu"> {
    return this.#switcher.mode;
  }

  get chat(): Chat["view"] {
    return this.#chat.view;
  }

  get draft(): Chat["draft"] {
    return this.#chat.draft;
  }

  join(): Promise<void> {
    if (this.phase.get().name === "idle") {
      recordStep("join");
      this.phase.set({ name: "joining" });
      this.#connection.open();
      this.#patience = setTimeout(() => this.#giveUp(), COMES_IN_WITHIN);
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

  /** Who waits to come in is told that it takes too long. Who was in is not: the call comes back. */
  #giveUp(): void {
    this.#end({ name: "failed", code: this.#connection.isConnected ? "timeout" : "offline", message: "" });
  }

  leave(): void {
    this.#end({ name: "left" });
  }

  setDraft(text: string): void {
    this.#chat.draft.set(text);
  }

  send(content: string): void {
    this.#chat.send(content);
  }

  retry(key: string): void {
    this.#chat.retry(key);
  }

  edit(key: string): void {
    this.#chat.edit(key);
  }

  loadOlder(): Promise<void> {
    return this.#chat.loadOlder();
  }

  setChatOpen(open: boolean): void {
    this.#chat.setOpen(open);
  }

  allowSound(): void {
    this.soundBlocked.set(false);
    this.#switcher.refreshSound();
  }

  prefer(participantId: string | null): void {
    this.#preferred = participantId;
    this.#prioritise();
  }

  attach(tileId: TileId, container: HTMLElement): () => void {
    const { participantId, source } = parseTrackKey(tileId);
    const own = participantId === this.selfId.get();
    const player = own ? this.#own.video(source) : this.#switcher.video(participantId, source);
    player.place(container);
    return () => player.leave(container);
  }

  onLevel(participantId: string, listener: (level: number) => void): () => void {
    return this.#levels.listen(participantId, listener);
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#end({ name: "left" });
    this.#disposed = true;
    for (const cleanUp of this.#cleanUps) cleanUp();
    this.#own.close();
    this.#levels.close();
    this.quality.close();
  }

  #listen(): void {
    const on = this.#connection.on.bind(this.#connection);
    on("participant:joined", ({ participant }) => this.#put(participant));
    on("participant:updated", ({ participant }) => this.#put(participant));
    on("participant:left", ({ participantId }) => {
      this.participants.update((all) => all.filter(({ id }) => id !== participantId));
      if (this.dominantSpeaker.get() === participantId) this.dominantSpeaker.set(null);
      this.#onRoster();
    });
    on("mode", (mode) => this.#begin(mode));
    on("mode:settled", ({ epoch }) => this.#switcher.settle(epoch));
    on("p2p:signal", ({ epoch, payload }) => this.#switcher.receive(epoch, payload));
    on("sfu:producer:new", ({ producer }) => this.#sfu((path) => path.addProducer(producer), this.#switcher.alive));
    on("sfu:producer:closed", ({ producerId }) => this.#sfu((path) => path.removeProducer(producerId)));
    on("sfu:producer:demand", ({ producerId, spatialLayer }) =>
      this.#sfu((path) => path.limitLayers(producerId, spatialLayer)),
    );
    on("sfu:consumer:closed", ({ consumerId }) => this.#sfu((path) => path.consumerClosed(consumerId)));
    on("sfu:consumer:layers", ({ consumerId, spatialLayer }) =>
      this.#sfu((path) => path.reportConsumer(consumerId, { sent: spatialLayer })),
    );
    on("sfu:consumer:score", ({ consumerId, producerScore }) =>
      this.#sfu((path) => path.reportConsumer(consumerId, { sourceScore: producerScore })),
    );
    on("sfu:transport:closed", ({ transportId }) => this.#sfu((path) => path.transportClosed(transportId)));
    on("speakers", ({ dominant }) => this.#speaks(dominant));
    on("chat:message", ({ message }) => this.#chat.receive(message));
    on("room:ended", ({ code, message }) => {
      // A server that restarts is come back to.
      if (code !== "server_stopping") this.#end({ name: "failed", code, message });
    });
    on("session:ended", ({ code, message }) => this.#end({ name: "failed", code, message }));
  }

  /** What changes on this side. */
  #watch(): void {
    const { devices } = this.#options;
    this.#cleanUps.push(
      devices.chosen.subscribe(() => this.#switcher.refreshSound()),
      devices.lists.subscribe(() => this.#switcher.refreshSound()),
      this.#switcher.state.subscribe(() => this.#updateLink()),
    );
    const goodbye = (): void => this.leave();
    const networkChanged = (): void => this.#switcher.restart();
    window.addEventListener("pagehide", goodbye);
    window.addEventListener("online", networkChanged);
    this.#cleanUps.push(
      () => window.removeEventListener("pagehide", goodbye),
      () => window.removeEventListener("online", networkChanged),
    );
  }

  #entered(joined: Joined, again: boolean, said: On): void {
    this.#iceServers = joined.iceServers as RTCIceServer[];
    if (!joined.resumed) {
      // What the server does not know any more is void.
      this.#switcher.reset();
      this.#paths.reset();
    }
    this.#paths.use(joined.transports ?? null);
    this.selfId.set(joined.participantId);
    this.room.set(joined.room);
    this.participants.set(byJoining(joined.participants));
    this.#chat.fill(joined.messages, joined.nextCursor, again, joined.moreAfter);
    this.#own.show();
    this.#onRoster();
    this.#begin(joined.mode);
    if (joined.resumed) {
      // What there is finds its way again, and asks again for what was said meanwhile.
      this.#switcher.restart();
      this.#paths.repeat();
    }
    this.#sfu((path) => path.repeat());
    recordStep("joined");
    clearTimeout(this.#patience);
    this.phase.set({ name: "inCall" });
    this.#updateLink();
    // What changed meanwhile, the server could not be told.
    this.#own.tellSince(said);
    if (joined.resumed) this.quality.repeat();
  }

  /** How media travels from now on, and who is listened to. */
  #begin(mode: Mode): void {
    this.#switcher.begin(mode);
    this.#speaks(mode.dominant ?? null);
  }

  #speaks(dominant: string | null): void {
    this.dominantSpeaker.set(dominant);
    this.#prioritise();
  }

  #onPathFailed(epoch: number, reason: string): void {
    this.#tell("mode:failed", { epoch, reason: reason.slice(0, 200) });
  }

  #sfu(act: (path: SfuPath) => void, paths = this.#switcher.paths): void {
    for (const path of paths) if (path instanceof SfuPath) act(path);
  }

  #prioritise(): void {
    this.#sfu((path) => path.prioritise({ preferred: this.#preferred, speaker: this.dominantSpeaker.get() }));
  }

  #put(participant: Participant): void {
    if (participant.id === this.selfId.get()) {
      this.groupReady.set(participant.groupReady);
      return;
    }
    this.participants.update((all) =>
      byJoining([...all.filter(({ id }) => id !== participant.id), participant]),
    );
    this.#onRoster();
  }

  #onRoster(): void {
    const { local, user } = this.#options;
    const id = this.selfId.get();
    const self: Self | null =
      id === null
        ? null
        : {
            id,
            userId: user.id,
            username: user.username,
            microphone: local.microphone.get(),
            camera: local.camera.get(),
            screen: local.screen.get(),
          };
    this.tiles.update((before) => tilesOf(this.participants.get(), self, before));
    this.#chooseCodec();
    this.#switcher.check();
  }

  #chooseCodec(): void {
    const everybody = this.participants.get().map(({ decodes }) => decodes);
    const codec = codecFor(everybody, navigator.hardwareConcurrency, canSendLayers);
    if (codec === this.#codec) return;
    this.#codec = codec;
    this.#sfu((path) => path.repeat());
  }

  #updateLink(): void {
    if (this.#isOver()) return;
    this.#link.update({
      joined: this.phase.get().name === "inCall",
      socket: this.#connection.isConnected,
      path: this.#switcher.state.get(),
      alone: this.participants.get().length === 0,
    });
  }

  /** Something that the server should know; what is lost with the socket is said again by `join`. What is
   * not answered is said again: as it is then, where it may have changed. */
  #tell(event: string, data: object, again = () => this.#tell(event, data)): void {
    this.#connection.request(event, data, Nothing).catch((error: unknown) => {
      if (error instanceof SignalingError && error.code === "timeout") again();
    });
  }

  #tellTurned(turned: Partial<On>): void {
    this.#tell("media", turned, () => this.#tellTurned(this.#own.on));
  }

  #end(phase: CallPhase): void {
    if (this.#isOver()) return;
    clearTimeout(this.#patience);
    this.phase.set(phase);
    this.#admission.close();
    this.#link.close();
    this.#connection.leave();
    this.#switcher.close();
    this.#paths.reset();
    this.#options.local.stopScreen();
    this.participants.set([]);
    this.tiles.set([]);
  }

  #isOver(): boolean {
    const { name } = this.phase.get();
    return this.#disposed || name === "left" || name === "failed";
  }
}
