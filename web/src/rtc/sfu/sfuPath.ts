// Media through the SFU: one transport to send on, one to receive on.
import type { Device, types as mediasoup } from "mediasoup-client";

import { recordStep } from "~/lib/joinTimeline";
import { Store } from "~/lib/store";
import type { SentCodec } from "~/rtc/encoding/codecs";
import type { FrameTransform } from "~/rtc/frameTransform";
import type { Forwarding, MediaPath, PathListener, PathState, RemoteTrack } from "~/rtc/path";
import type { VideoPolicy } from "~/rtc/videoPolicy";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { BothTransports, Producer, Source } from "~/protocol/generated";

import { deviceFor } from "./device";
import type { First } from "./priority";
import { announceProducers, Publisher } from "./publisher";
import type { Received } from "./received";
import { Subscriber } from "./subscriber";

const RESTART_AFTER = 1000;

export interface SfuOptions {
  routerId: string;
  /** Transports that the server made already, and perhaps consumers on them. */
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
  readonly #publisher: Publisher;
  readonly #subscriber: Subscriber;
  #send: mediasoup.Transport | undefined;
  #recv: mediasoup.Transport | undefined;
  #timers = new Map<mediasoup.Transport, ReturnType<typeof setTimeout>>();
  /** What the server may not have heard of yet. */
  readonly #connecting = new Map<mediasoup.Transport, mediasoup.DtlsParameters>();
  #standby = false;
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
      onError: (error: unknown) => this.#onError(error),
    };
    this.#subscriber = new Subscriber({
      ...shared,
      transport: ready.then((built) => built?.recv ?? null),
      ready: options.ready?.consumed?.consumers ?? [],
      listener: options.listener,
    });
    // A browser does one negotiation after the other, and who comes in wants to see first.
    const { first } = this.#subscriber;
    this.#publisher = new Publisher({
      ...shared,
      transport: ready.then(async (built) => {
        await first;
        return built?.send ?? null;
      }),
      codec: options.codec,
    });
  }

  /** What others send, as it was last known here. */
  get producers(): readonly Producer[] {
    return this.#subscriber.producers;
  }

  /** Whether media has a way: nothing is known before something was to be sent or received. */
  get isReachable(): boolean {
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
    this.#publisher.publish(source, track, on);
  }

  setStandby(standby: boolean): void {
    if (standby === this.#standby) return;
    this.#standby = standby;
    this.#publisher.setStandby(standby);
    // What will be shown is asked for already, so that all that is wanted is sent at once.
    if (standby) this.#subscriber.setReduced(true);
  }

  setReduced(reduced: boolean): void {
    this.#subscriber.setReduced(reduced);
  }

  setVideoPolicy(policy: VideoPolicy): void {
    this.#subscriber.setVideoPolicy(policy);
  }

  async getStats(): Promise<RTCStatsReport[]> {
    const open = [this.#send, this.#recv].filter((transport) => transport?.connectionState === "connected");
    return Promise.all(open.flatMap((transport) => (transport ? [transport.getStats()] : [])));
  }

  forwarding(remote: RemoteTrack): Forwarding | null {
    return this.#subscriber.forwarding(remote);
  }

  reportConsumer(consumerId: string, reported: Partial<Received["reported"]>): void {
    this.#subscriber.report(consumerId, reported);
  }

  setProducers(producers: readonly Producer[]): void {
    this.#subscriber.setProducers(producers);
  }

  addProducer(producer: Producer): void {
    this.#subscriber.addProducer(producer);
  }

  removeProducer(producerId: string): void {
    this.#subscriber.removeProducer(producerId);
  }

  consumerClosed(consumerId: string): void {
    this.#subscriber.consumerClosed(consumerId);
  }

  show(participantId: string, source: Source, height: number): void {
    this.#subscriber.show(participantId, source, height);
  }

  prioritise(first: First): void {
    this.#subscriber.prioritise(first);
  }

  limitLayers(producerId: string, spatialLayer: number | null): void {
    this.#publisher.limitLayers(producerId, spatialLayer);
  }

  /** The connection was away and the server may have missed something, or the codec is another. */
  repeat(): void {
    this.#publisher.repeat();
  }

  /** The server lost a transport: this path cannot go on. */
  transportClosed(transportId: string): void {
    const isOurs = transportId === this.#send?.id || transportId === this.#recv?.id;
    if (isOurs) this.#fail("the server closed a transport");
  }

  abandon(): void {
    this.#publisher.close();
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
    this.#publisher.close();
    this.#subscriber.close();
    for (const transport of [this.#send, this.#recv]) if (transport) this.#end(transport);
  }

  async #build(loading: Promise<Device>): Promise<{ send: mediasoup.Transport; recv: mediasoup.Transport }> {
    const [send, recv] = await Promise.all([this.#create("send", loading), this.#create("recv", loading)]);
    recordStep("transports");
    announceProducers(send, this.#options.requests);
    this.#updateState();
    return { send, recv };
  }

  async #create(direction: "send" | "recv", loading: Promise<Device>): Promise<mediasoup.Transport> {
    const [device, created] = await Promise.all([
      loading,
      this.#options.ready?.[direction] ??
        this.#options.requests.request("sfu:transport:create", { routerId: this.routerId, direction }),
    ]);
    const options = { ...created, iceServers: this.#options.iceServers };
    const transport = direction === "send" ? device.createSendTransport(options) : device.createRecvTransport(options);
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
    this.#options.requests.request("sfu:transport:connect", { transportId: transport.id, dtlsParameters }).then(
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
    this.#options.requests.request("sfu:transport:close", { transportId: transport.id }).catch(() => undefined);
  }

  #onState(transport: mediasoup.Transport): void {
    if (this.#closed) return;
    clearTimeout(this.#timers.get(transport));
    const state = transport.connectionState;
    if (state === "disconnected" || state === "failed") {
      const after = state === "failed" ? 0 : RESTART_AFTER;
      this.#timers.set(
        transport,
        setTimeout(() => void this.#restart(transport), after),
      );
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
      const { iceParameters } = await this.#options.requests.request("sfu:transport:restart", {
        transportId: transport.id,
      });
      if (!this.#closed) await transport.restartIce({ iceParameters });
    } catch (error) {
      // Offline: the next join restarts it. Unknown: the server has let it go.
      if (error instanceof SignalingError && !error.isOffline && !this.#closed) this.#fail(error);
    }
    if (!this.#closed && transport.connectionState === "failed") {
      this.#timers.set(
        transport,
        setTimeout(() => void this.#restart(transport), 2 * RESTART_AFTER),
      );
    }
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#lost = true;
    this.#options.listener.onFailed(error instanceof SignalingError ? error.code : String(error));
  }

  /** One source or consumer went wrong; if it was for the network, it is repeated after the next join. */
  #onError(error: unknown): void {
    if (this.#closed) return;
    console.warn("meetd:", error instanceof SignalingError ? error.code : error);
  }
}
