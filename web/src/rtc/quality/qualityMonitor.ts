// How the pictures of a call fare: one loop reads, tells what is wrong with each tile, and when the connection
// cannot carry pictures, they go before the voices suffer.
import { Store, type Readable } from "~/lib/store";
import { trackKey } from "~/lib/trackKey";
import type { Forwarding, MediaPath, RemoteTrack } from "~/rtc/path";
import { carries, DownlinkPolicy, type DownlinkSample, type VideoPolicy } from "~/rtc/videoPolicy";
import type { Limit, Participant } from "~/protocol/generated";

import { judge, PAUSED, SteadyIssue, WEAK_SCORE, type QualityIssue } from "./quality";
import { Statistics, type InboundStats, type Reading } from "./statistics";

/** What has to be known of a tile. */
export interface WatchedTile {
  id: string;
  source: "camera" | "screen";
  local: boolean;
  hasVideo: boolean;
}

export interface QualityMonitorOptions {
  /** The paths whose tracks are shown, the newest first. */
  paths: () => readonly MediaPath[];
  tracks: () => readonly RemoteTrack[];
  participants: Readable<readonly Participant[]>;
  /** How high a picture is shown, in device pixels. */
  height: (participantId: string, source: "camera" | "screen") => number;
  /** Of all, oneself too. */
  tiles: Readable<readonly WatchedTile[]>;
  /** Only these pictures are to be received. */
  setVideoPolicy: (policy: VideoPolicy) => void;
  /** The others should know what limits the pictures from here. */
  onLimited: (limited: Limit | null) => void;
}

/** A tile that grew by this much wants another layer. */
const GREW = 1.3;
/** Milliseconds between two tellings of what limits this browser. */
const TELL_AGAIN = 10_000;
/** An encoder is limited for some seconds whenever it is asked for more. */
const OWN_READINGS = { worse: 4, better: 4 };

interface Kept {
  readonly issue: Store<QualityIssue | null>;
  steady: SteadyIssue;
  height: number;
  grewAt: number | null;
}

interface Picture {
  key: string;
  source: "camera" | "screen";
  participant: Participant;
  stats: InboundStats | undefined;
  forwarding: Forwarding | null;
  height: number;
}

export class QualityMonitor {
  /** Which pictures are received; less than all while the connection is too slow for them. */
  readonly policy = new Store<VideoPolicy>("all");
  readonly #options: QualityMonitorOptions;
  readonly #statistics: Statistics;
  readonly #downlink = new DownlinkPolicy();
  readonly #own = new SteadyIssue(OWN_READINGS);
  readonly #kept = new Map<string, Kept>();
  readonly #unwatch: () => void;
  #path: MediaPath | null = null;
  #lastSent: { id: string; limited: Limit | null; at: number } | null = null;

  constructor(options: QualityMonitorOptions) {
    this.#options = options;
    this.#statistics = new Statistics(
      async () => (await Promise.all(options.paths().map((path) => path.getStats()))).flat(),
      (reading) => this.#take(reading, performance.now()),
    );
    this.#unwatch = options.tiles.subscribe(() => this.#check());
  }

  /** What is wrong with the picture of a tile; null while it is good. */
  issue(tileId: string): Readable<QualityIssue | null> {
    return this.#keep(tileId).issue;
  }

  /** The person does not want to wait for the pictures. */
  retry(): void {
    this.#setPolicy(this.#downlink.retry(performance.now()));
  }

  /** The server may have missed what limits this browser. */
  repeat(): void {
    if (this.#lastSent && this.#lastSent.id === this.#self()?.id) this.#options.onLimited(this.#lastSent.limited);
  }

  close(): void {
    this.#unwatch();
    this.#statistics.close();
  }

  /** Somebody came, went, or turned something on or off. */
  #check(): void {
    const tiles = this.#options.tiles.get();
    const pictured = tiles.some(({ hasVideo }) => hasVideo) || this.policy.get() !== "all";
    this.#statistics.need(pictured && tiles.some(({ local }) => !local));
    const ids = new Set(tiles.map(({ id }) => id));
    for (const key of [...this.#kept.keys()]) if (!ids.has(key)) this.#kept.delete(key);
  }

  #keep(key: string): Kept {
    let kept = this.#kept.get(key);
    if (!kept) {
      kept = { issue: new Store<QualityIssue | null>(null), steady: new SteadyIssue(), height: 0, grewAt: null };
      this.#kept.set(key, kept);
    }
    return kept;
  }

  #take({ inbound, limited }: Reading, at: number): void {
    const paths = this.#options.paths();
    // The oldest is the one that carried the call until now.
    const path = paths.at(-1) ?? null;
    if (path !== this.#path) {
      this.#path = path;
      this.#setPolicy(this.#downlink.reset());
    }
    const participants = new Map(this.#options.participants.get().map((one) => [one.id, one]));
    const pictures: Picture[] = [];
    const voices: InboundStats[] = [];
    for (const remote of this.#options.tracks()) {
      const { source, track } = remote;
      const participant = participants.get(remote.participantId);
      const stats = inbound.get(track.id);
      const forwarding = paths.map((its) => its.forwarding?.(remote)).find(Boolean) ?? null;
      if (!participant?.connected) continue;
      if (source === "camera" || source === "screen") {
        const height = participant[source] ? this.#options.height(participant.id, source) : 0;
        pictures.push({ key: trackKey(participant.id, source), source, participant, stats, forwarding, height });
      } else if (source === "microphone" && participant.microphone && stats && !isWeak(participant, forwarding)) {
        voices.push(stats);
      }
    }
    for (const picture of pictures) this.#judge(picture, at);
    this.#judgeOwn(limited, at);
    const screens = pictures.some(({ source, participant }) => source === "screen" && participant.screen);
    this.#setPolicy(this.#downlink.observe(this.#sample(pictures, voices), at, screens));
  }

  #judge({ key, source, participant, stats, forwarding, height }: Picture, at: number): void {
    const kept = this.#keep(key);
    if (kept.height > 0 && height > kept.height * GREW) kept.grewAt = at;
    kept.height = height;
    if (height === 0) {
      // Nobody looks: what is shown next is judged afresh.
      kept.steady = new SteadyIssue();
      kept.issue.set(null);
      return;
    }
    let issue: QualityIssue | null = null;
    if (!carries(this.policy.get(), source)) issue = PAUSED;
    else if (stats) {
      issue = judge({
        source,
        shown: height,
        height: stats.height,
        rate: stats.frames / stats.seconds,
        frozen: stats.frozen / stats.seconds,
        loss: share(stats.lost, stats.packets),
        dropped: share(stats.dropped, stats.frames),
        grewAgo: kept.grewAt === null ? null : at - kept.grewAt,
        heldBack: isHeldBack(forwarding),
        sourceScore: forwarding?.sourceScore ?? null,
        limited: participant.limited,
      });
    }
    kept.issue.set(kept.steady.observe(issue));
  }

  #self(): WatchedTile | undefined {
    return this.#options.tiles.get().find(({ local, source }) => local && source === "camera");
  }

  /** The same issue on one's own tile, and told to the others. */
  #judgeOwn(limited: Limit | null, at: number): void {
    const self = this.#self();
    if (!self) return;
    const reason = limited === "processor" ? "processor" : "uplink";
    const issue = this.#own.observe(limited && { level: "fair", reason });
    this.#keep(self.id).issue.set(issue);
    const say = issue && (issue.reason === "processor" ? "processor" : "network");
    const lastSent = this.#lastSent?.id === self.id ? this.#lastSent : { id: self.id, limited: null, at: -TELL_AGAIN };
    if (say === lastSent.limited || at - lastSent.at < TELL_AGAIN) return;
    this.#lastSent = { id: self.id, limited: say, at };
    this.#options.onLimited(say);
  }

  #sample(pictures: readonly Picture[], voices: readonly InboundStats[]): DownlinkSample {
    const wanted = pictures.filter(
      ({ source, participant, stats, forwarding, height }) =>
        stats && height > 0 && carries(this.policy.get(), source) && !isWeak(participant, forwarding),
    );
    const flows = [...voices, ...wanted.flatMap(({ stats }) => (stats ? [stats] : []))];
    const stands = wanted.filter(({ source, stats, forwarding }) =>
      // A screen may well stand still.
      source === "camera" ? stats?.frames === 0 : forwarding?.sent === null,
    );
    const withheld = stands.filter(({ forwarding }) => forwarding?.sent === null);
    return {
      voiceGaps: sum(voices, "concealed") / Math.max(1, sum(voices, "samples")),
      loss: share(sum(flows, "lost"), sum(flows, "packets")),
      still: wanted.length > 0 ? stands.length / wanted.length : null,
      withheld: withheld.length / Math.max(1, wanted.length),
    };
  }

  #setPolicy(policy: VideoPolicy): void {
    if (policy === this.policy.get()) return;
    this.policy.set(policy);
    this.#options.setVideoPolicy(policy);
    this.#check();
  }
}

/** What is bad here may come from there. */
function isWeak({ limited }: Participant, forwarding: Forwarding | null): boolean {
  return limited !== null || (forwarding?.sourceScore ?? WEAK_SCORE) < WEAK_SCORE;
}

/** It comes smaller than it was asked for. */
export function isHeldBack(forwarding: Forwarding | null): boolean {
  const { asked, sent } = forwarding ?? {};
  return typeof asked === "number" && (sent === null || (sent !== undefined && sent < asked));
}

const share = (part: number, rest: number): number => part / Math.max(1, part + rest);

const sum = (flows: readonly InboundStats[], key: keyof InboundStats): number =>
  flows.reduce((total, flow) => total + flow[key], 0);
