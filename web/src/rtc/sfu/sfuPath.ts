// Media through the SFU: one transport to send on, one to receive on.
import type { Device, types as mediasoup } from "mediasoup-client";

import { mark } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import type { SentCodec } from "~/rtc/encoding/codecs";
import type { FrameTransform } from "~/rtc/frameTransform";
import type { Forwarding, MediaPath, PathListener, PathState, RemoteTrack } from "~/rtc/path";
import type { Pictures } from "~/rtc/videoPolicy";
import { SignalingError, type Requests } from "~/signaling/connection";
import { IceRestarted, Nothing, TransportCreated, type BothTransports, type Producer, type Source } from "~/signaling/protocol";

import { deviceFor } from "./device";
import type { First } from "./priority";
import { announceProducers, SfuSending } from "./publisher";
import { SfuReceiving, type Received } from "./subscriber";

const RESTART_AFTER = 1000;

export interface SfuOptions {
  routerId: string;
  /** Transports that the server made already. */
  ready?: BothTransports | null;
  routerRtpCapabilities: mediasoup.RtpCapabilities;
  iceServers: RTCIceServer[];
  requests: Requests;
  transform: FrameTransform;
  listener: PathListener;
  codec: () => SentCodec;
}

export class SfuPath implements MediaPath {
  readonly mode = "sfu";
  readonly state = new Store<PathState>("connecting");
  readonly routerId: string;
  readonly #options: SfuOptions;
  readonly #sending: SfuSending;
  readonly #receiving: SfuReceiving;
  #send: mediasoup.Transport | undefined;
  #recv: mediasoup.Transport | undefined;
  #timers = new Map<mediasoup.Transport, ReturnType<typeof setTimeout>>();
  /** What the server may not have heard of yet. */
  readonly #connecting = new Map<mediasoup.Transport, mediasoup.DtlsParameters>();
  #resting = false;
  #lost = false;
  #closed = false;

  constructor(options: SfuOptions) {
    this.#options = options;
    this.routerId = options.routerId;
    const device = deviceFor(options.routerRtpCapabilities);
    const ready = this.#build(device).catch((error: unknown) => {
      this.#fail(error);
      return null;
    });
    const shared = {
      device,
      requests: options.requests,
      transform: options.transform,
      onComplaint: (error: unknown) => this.#complain(error),
    };
    this.#sending = new SfuSending({
      ...shared,
      transport: ready.then((built) => built?.send ?? null),
      codec: options.codec,
    });
    this.#receiving = new SfuReceiving({
      ...shared,
      transport: ready.then((built) => built?.recv ?? null),
      listener: options.listener,
    });
  }

  /** What others send, as it was last known here. */
  get producers(): readonly Producer[] {
    return this.#receiving.producers;
  }

  /** Whether media has a way: nothing is known before something was to be sent or received. */
  get isProven(): boolean {
    const states = [this.#send?.connectionState, this.#recv?.connectionState];
    return states.includes("connected") && this.state.get() === "connected";
  }

  /** Whether it failed for good: only another can take its place. */
  get isLost(): boolean {
    return this.#lost;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  publish(source: Source, track: MediaStreamTrack | null, on: boolean): void {
    this.#sending.publish(source, track, on);
  }

  rest(resting: boolean): void {
    if (resting === this.#resting) return;
    this.#resting = resting;
    this.#sending.rest(resting);
    // What will be shown is asked for already, so that all that is wanted is sent at once.
    if (resting) this.#receiving.spare(true);
  }

  spare(sparing: boolean): void {
    this.#receiving.spare(sparing);
  }

  admit(pictures: Pictures): void {
    this.#receiving.admit(pictures);
  }

  async getStats(): Promise<RTCStatsReport[]> {
    const open = [this.#send, this.#recv].filter((transport) => transport?.connectionState === "connected");
    return Promise.all(open.flatMap((transport) => (transport ? [transport.getStats()] : [])));
  }

  forwarding(remote: RemoteTrack): Forwarding | null {
    return this.#receiving.forwarding(remote);
  }

  consumerTold(consumerId: string, told: Partial<Received["told"]>): void {
    this.#receiving.tell(consumerId, told);
  }

  setProducers(producers: readonly Producer[]): void {
    this.#receiving.setProducers(producers);
  }

  addProducer(producer: Producer): void {
    this.#receiving.addProducer(producer);
  }

  removeProducer(producerId: string): void {
    this.#receiving.removeProducer(producerId);
  }

  consumerClosed(consumerId: string): void {
    this.#receiving.consumerClosed(consumerId);
  }

  show(participantId: string, source: Source, height: number): void {
    this.#receiving.show(participantId, source, height);
  }

  prioritise(first: First): void {
    this.#receiving.prioritise(first);
  }

  limitLayers(producerId: string, spatialLayer: number | null): void {
    this.#sending.limitLayers(producerId, spatialLayer);
  }

  /** The connection was away and the server may have missed something, or the codec is another. */
  repeat(): void {
    this.#sending.repeat();
  }

  /** The server lost a transport: this path cannot go on. */
  transportClosed(transportId: string): void {
    const isOurs = transportId === this.#send?.id || transportId === this.#recv?.id;
    if (isOurs) this.#fail("the server closed a transport");
  }

  abandon(): void {
    this.#sending.close();
    this.#send?.close();
  }

  restart(): void {
    for (const [transport, dtlsParameters] of this.#connecting) this.#connect(transport, dtlsParameters);
    for (const transport of [this.#send, this.#recv]) {
      if (transport && !transport.closed && transport.connectionState !== "new") void this.#restart(transport);
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#sending.close();
    this.#receiving.close();
    for (const transport of [this.#send, this.#recv]) if (transport) this.#end(transport);
  }

  async #build(loading: Promise<Device>): Promise<{ send: mediasoup.Transport; recv: mediasoup.Transport }> {
    const [send, recv] = await Promise.all([this.#create("send", loading), this.#create("recv", loading)]);
    mark("transports");
    announceProducers(send, this.#options.requests);
    this.#updateState();
    return { send, recv };
  }

  async #create(direction: "send" | "recv", loading: Promise<Device>): Promise<mediasoup.Transport> {
    const [device, created] = await Promise.all([
      loading,
      this.#options.ready?.[direction] ??
        this.#options.requests.request(
          "sfu:transport:create",
          { routerId: this.routerId, direction },
          TransportCreated,
        ),
    ]);
    const options = { ...created, iceServers: this.#options.iceServers };
    const transport =
      direction === "send"
        ? device.createSendTransport(options)
        : device.createRecvTransport(options);
    transport.on("connect", ({ dtlsParameters }, done) => {
      this.#connect(transport, dtlsParameters);
      // ICE need not wait for the answer.
      done();
    });
    transport.on("connectionstatechange", () => this.#onState(transport));
    if (direction === "send") this.#send = transport;
    else this.#recv = transport;
    if (this.#closed) this.#end(transport);
    return transport;
  }

  #connect(transport: mediasoup.Transport, dtlsParameters: mediasoup.DtlsParameters): void {
    this.#connecting.set(transport, dtlsParameters);
    this.#options.requests.request("sfu:transport:connect", { transportId: transport.id, dtlsParameters }, Nothing).then(
      () => this.#connecting.delete(transport),
      (error: unknown) => {
        if (this.#closed) return;
        // What got lost with the socket is said again when that is back; said twice it does no harm.
        if (error instanceof SignalingError && error.code === "timeout") this.#connect(transport, dtlsParameters);
        else if (!(error instanceof SignalingError && error.isOffline)) this.#fail(error);
      },
    );
  }

  #end(transport: mediasoup.Transport): void {
    transport.close();
    this.#options.requests
      .request("sfu:transport:close", { transportId: transport.id }, Nothing)
      .catch(() => undefined);
  }

  #onState(transport: mediasoup.Transport): void {
    if (this.#closed) return;
    clearTimeout(this.#timers.get(transport));
    const state = transport.connectionState;
    if (state === "disconnected" || state === "failed") {
      const after = state === "failed" ? 0 : RESTART_AFTER;
      this.#timers.set(transport, setTimeout(() => void this.#restart(transport), after));
    }
    this.#updateState();
  }

  #updateState(): void {
    if (this.#closed) return;
    const states = [this.#send?.connectionState, this.#recv?.connectionState];
    if (states.some((state) => state === "disconnected" || state === "failed")) this.state.set("broken");
    else if (states.every((state) => state === "connected" || state === "new")) this.state.set("connected");
    else if (this.state.get() !== "broken") this.state.set("connecting");
  }

  async #restart(transport: mediasoup.Transport): Promise<void> {
    try {
      const { iceParameters } = await this.#options.requests.request(
        "sfu:transport:restart",
        { transportId: transport.id },
        IceRestarted,
      );
      if (!this.#closed) await transport.restartIce({ iceParameters });
    } catch (error) {
      // Offline: the next join restarts it. Unknown: the server has let it go.
      if (error instanceof SignalingError && !error.isOffline && !this.#closed) this.#fail(error);
    }
    if (!this.#closed && transport.connectionState === "failed") {
      this.#timers.set(transport, setTimeout(() => void this.#restart(transport), 2 * RESTART_AFTER));
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#lost = true;
    this.#options.listener.onFailed(error instanceof SignalingError ? error.code : String(error));
  }

  /** One source or consumer went wrong; if it was for the network, it is repeated after the next join. */
  #complain(error: unknown): void {
    if (this.#closed) return;
    console.warn("meetd:", error instanceof SignalingError ? error.code : error);
  }
}
