// What goes out through the SFU: one producer a source, made the same as what was last published.
import type { Device, types as mediasoup } from "mediasoup-client";

import type { SentCodec } from "~/rtc/encoding/codecs";
import {
  cameraEncodings,
  has,
  lowestLayers,
  priorities,
  scalableEncoding,
  screenEncodings,
  START_BITRATE,
} from "~/rtc/encoding/encodings";
import type { FrameTransform } from "~/rtc/frameTransform";
import { kindOf } from "~/rtc/path";
import { passes, Retries } from "~/rtc/retries";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { Source } from "~/protocol/generated";

import { Silence } from "./silence";

/** Below the lowest layer: none of them is sent. */
const NOBODY = -1;

export interface PublisherOptions {
  device: Promise<Pick<Device, "sendRtpCapabilities">>;
  requests: Requests;
  transform: FrameTransform;
  /** The transport, once there is one; null when there will be none. */
  transport: Promise<mediasoup.Transport | null>;
  /** What pictures are sent in now; say `repeat` when it changes. */
  codec: () => SentCodec;
  onError: (error: unknown) => void;
}

interface Published {
  track: MediaStreamTrack | null;
  on: boolean;
  producer: mediasoup.Producer | null;
  /** Whether the server last heard that it is paused. */
  sentPaused: boolean;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #published = new Map<Source, Published>();
  /** The highest layer that anybody watches, by producer, or NOBODY; the lowest where nobody said. */
  readonly #watched = new Map<string, number>();
  /** Ids of producers that are done with, until the server has heard of it. */
  readonly #done = new Set<string>();
  readonly #silence = new Silence();
  readonly #retries = new Retries();
  #work: Promise<void> = Promise.resolve();
  #standby = false;
  #closed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  publish(source: Source, track: MediaStreamTrack | null, on: boolean): void {
    const published = this.#published.get(source) ?? { producer: null, sentPaused: false };
    this.#published.set(source, { ...published, track, on });
    this.#then(() => this.#bring(source));
  }

  setStandby(standby: boolean): void {
    this.#standby = standby;
    this.repeat();
  }

  /** The server may have missed something while the connection was away. */
  repeat(): void {
    for (const [source, { track, on }] of this.#published) this.publish(source, track, on);
    for (const producerId of this.#done) this.#sendClose(producerId);
  }

  /** Nobody watches a higher layer of the producer: do not encode it. */
  limitLayers(producerId: string, spatialLayer: number | null): void {
    this.#watched.set(producerId, spatialLayer ?? NOBODY);
    for (const { producer } of this.#published.values()) {
      if (producer?.id === producerId) this.#then(() => this.#limit(producer));
    }
  }

  close(): void {
    this.#closed = true;
    this.#retries.reset();
    this.#silence.end();
  }

  /** What is sent changes one step after the other: each is a negotiation. */
  #then(step: () => Promise<void>): void {
    this.#work = this.#work.then(() =>
      step().then(
        () => this.#retries.succeeded(),
        (error: unknown) => this.#onFailed(error),
      ),
    );
  }

  /** As one step, so that what works does not make what fails be tried more often. */
  async #bringAll(): Promise<void> {
    const errors: unknown[] = [];
    for (const source of [...this.#published.keys()]) {
      await this.#bring(source).catch((error: unknown) => errors.push(error));
    }
    for (const producerId of this.#done) this.#sendClose(producerId);
    if (errors.length > 0) throw errors.find(passes) ?? errors[0];
  }

  /** Makes what is sent the same as what was last published. */
  async #bring(source: Source): Promise<void> {
    const transport = await this.#options.transport;
    if (!transport) return;
    const codec = this.#codec((await this.#options.device).sendRtpCapabilities);
    const published = this.#published.get(source);
    if (!published || this.#closed) return;
    const { track } = published;
    const on = published.on && !this.#standby;
    const sent = this.#sent(source, published);
    if (published.producer && !isIn(codec, published.producer)) {
      this.#drop(source, published.producer);
      published.producer = null;
    }
    if (!published.producer) {
      // On standby it is made too, so that waking up takes no negotiation.
      if (!track || !(published.on || source === "microphone")) return;
      const producer = await this.#produce(transport, source, sent ?? track, on, codec);
      if (!on) producer.pause();
      if (producer.track !== sent) await producer.replaceTrack({ track: sent });
      this.#published.set(source, { ...(this.#published.get(source) ?? published), producer, sentPaused: !on });
      // The server may have told while it was made.
      await this.#limit(producer);
      return;
    }
    const { producer } = published;
    if (!track && source !== "microphone" && source !== "camera") {
      // A screen that is no longer shown is not a pause.
      this.#drop(source, producer);
      return;
    }
    const asBefore = on !== producer.paused && on !== published.sentPaused;
    if (on && !asBefore && this.#watched.get(producer.id) === NOBODY) {
      // As the server believes of one that goes on. No negotiation without need: somebody waits.
      this.#watched.set(producer.id, 0);
      await this.#limit(producer);
    }
    if (producer.track !== sent) await producer.replaceTrack({ track: sent });
    if (source === "microphone" && !this.#silence.is(sent)) this.#silence.end();
    if (asBefore) return;
    if (on) producer.resume();
    else producer.pause();
    await this.#ask(on ? "sfu:producer:resume" : "sfu:producer:pause", producer.id);
    this.#published.set(source, { ...(this.#published.get(source) ?? published), sentPaused: !on });
  }

  /** What goes to the server; of a voice on standby, silence. */
  #sent(source: Source, { track, on }: Published): MediaStreamTrack | null {
    if (source !== "microphone" || !track) return on && !this.#standby ? track : null;
    // The track of one who is muted is silent itself.
    return on && this.#standby ? this.#silence.of(track) : track;
  }

  #codec({ codecs = [] }: mediasoup.RtpCapabilities): mediasoup.RtpCodecCapability | undefined {
    const named = (name: string) => codecs.find(({ mimeType }) => mimeType.toLowerCase() === `video/${name}`);
    return named(this.#options.codec().toLowerCase()) ?? named("vp8") ?? codecs.find(({ kind }) => kind === "video");
  }

  #drop(source: Source, producer: mediasoup.Producer): void {
    const published = this.#published.get(source);
    if (published) this.#published.set(source, { ...published, producer: null });
    producer.close();
    this.#watched.delete(producer.id);
    this.#done.add(producer.id);
    this.#sendClose(producer.id);
  }

  #sendClose(producerId: string): void {
    this.#ask("sfu:producer:close", producerId).then(
      () => this.#done.delete(producerId),
      (error: unknown) => {
        if (error instanceof SignalingError && !error.isOffline) this.#done.delete(producerId);
      },
    );
  }

  async #limit(producer: mediasoup.Producer): Promise<void> {
    const layer = this.#watched.get(producer.id);
    if (layer === undefined || producer.closed || producer.kind === "audio") return;
    const encodings = producer.rtpParameters.encodings ?? [];
    const [only] = encodings;
    if (encodings.length > 1 || !only) {
      await producer.setMaxSpatialLayer(Math.min(layer, encodings.length - 1));
      return;
    }
    const wanted = lowestLayers(only, layer);
    // Each change is a negotiation.
    if (!has(producer.rtpSender?.getParameters().encodings[0], wanted)) await producer.setRtpEncodingParameters(wanted);
  }

  async #produce(
    transport: mediasoup.Transport,
    source: Source,
    track: MediaStreamTrack,
    on: boolean,
    videoCodec: mediasoup.RtpCodecCapability | undefined,
  ): Promise<mediasoup.Producer> {
    const video = kindOf(source) === "video";
    const begun = (encoding: RTCRtpEncodingParameters, _: number, all: readonly object[]) => ({
      ...encoding,
      // Of several encodings Chromium takes none but the lowest priority, which they have anyway.
      ...(all.length === 1 ? priorities(source) : {}),
      // A layer that was sent before others counts as the better one for a while.
      ...(on ? {} : { active: false }),
    });
    const codec = video ? videoCodec : undefined;
    const producer = await transport.produce({
      track,
      stopTracks: false,
      disableTrackOnPause: false,
      onRtpSender: (sender) => this.#options.transform.sender(sender),
      appData: { source, paused: !on },
      ...(codec ? { codec, encodings: encodingsOf(source, track, codec).map(begun) } : {}),
      ...(source === "camera" ? { codecOptions: { videoGoogleStartBitrate: START_BITRATE } } : {}),
      ...(video
        ? {}
        : {
            encodings: [{ ...priorities(source) }],
            codecOptions: { opusDtx: source === "microphone", opusFec: true },
          }),
    });
    // Of a stream that has its layers inside, the worker is told of all; the lowest is sent.
    const one = producer.rtpParameters.encodings?.length === 1;
    if (video && (one || !on) && !this.#watched.has(producer.id)) this.#watched.set(producer.id, 0);
    return producer;
  }

  #ask(
    event: "sfu:producer:pause" | "sfu:producer:resume" | "sfu:producer:close",
    producerId: string,
  ): Promise<object> {
    return this.#options.requests.request(event, { producerId });
  }

  #onFailed(error: unknown): void {
    if (this.#closed) return;
    this.#options.onError(error);
    // Nobody else would ask again while the connection holds.
    if (passes(error)) this.#retries.schedule(() => this.#then(() => this.#bringAll()));
  }
}

/** One codec may take the place of another when somebody comes or goes. */
function isIn(codec: mediasoup.RtpCodecCapability | undefined, { kind, rtpParameters }: mediasoup.Producer): boolean {
  return kind === "audio" || rtpParameters.codecs[0]?.mimeType.toLowerCase() === codec?.mimeType.toLowerCase();
}

function encodingsOf(
  source: Source,
  track: MediaStreamTrack,
  { mimeType }: mediasoup.RtpCodecCapability,
): RTCRtpEncodingParameters[] {
  const height = track.getSettings().height ?? 720;
  const kind = source === "screen" ? source : "camera";
  if (mimeType.toLowerCase() === "video/vp9") return [scalableEncoding(kind, height)];
  return kind === "screen" ? screenEncodings() : cameraEncodings(height);
}

/** Lets the server know of what a transport begins to send. */
export function announceProducers(transport: mediasoup.Transport, requests: Requests): void {
  transport.on("produce", ({ kind, rtpParameters, appData }, done, failed) => {
    const { source, paused } = appData as { source: Source; paused: boolean };
    requests
      .request("sfu:produce", { transportId: transport.id, kind, source, rtpParameters, paused })
      .then(({ producerId }) => done({ id: producerId }), failed);
  });
}
