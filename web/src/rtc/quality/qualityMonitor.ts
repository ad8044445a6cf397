// How the pictures of a call fare: one loop reads, each tile gets its mark, and when the connection
// cannot carry pictures, they go before the voices suffer.
import { Store, type Readable } from "~/lib/store";
import { trackKey } from "~/lib/trackKey";
import type { Forwarding, MediaPath, RemoteTrack } from "~/rtc/path";
import { carries, Starvation, type Line, type Pictures } from "~/rtc/videoPolicy";
import type { Limit, Participant } from "~/signaling/protocol";

import { judge, PAUSED, SteadyMark, WEAK_SCORE, type Mark } from "./quality";
import { Statistics, type Inflow, type Reading } from "./statistics";

/** What has to be known of a tile. */
export interface WatchedTile {
  id: string;
  source: "camera" | "screen";
  local: boolean;
  hasVideo: boolean;
}

export interface PictureQualityOptions {
  /** The paths whose tracks are shown, the newest first. */
  paths: () => readonly MediaPath[];
  tracks: () => readonly RemoteTrack[];
  participants: Readable<readonly Participant[]>;
  /** How high a picture is shown, in device pixels. */
  height: (participantId: string, source: "camera" | "screen") => number;
  /** Of all, oneself too. */
  tiles: Readable<readonly WatchedTile[]>;
  /** Only these pictures are to be received. */
  admit: (pictures: Pictures) => void;
  /** The others should know what limits the pictures from here. */
  onLimited: (limited: Limit | null) => void;
}

/** A tile that grew by this much wants another layer. */
const GREW = 1.3;
/** Milliseconds between two tellings of what limits this browser. */
const TELL_AGAIN = 10_000;
/** An encoder is limited for some seconds whenever it is asked for more. */
const OWN_PATIENCE = { worse: 4, better: 4 };

interface Kept {
  readonly mark: Store<Mark | null>;
  steady: SteadyMark;
  height: number;
  grewAt: number | null;
}

interface Picture {
  key: string;
  source: "camera" | "screen";
  participant: Participant;
  inflow: Inflow | undefined;
  forwarding: Forwarding | null;
  height: number;
}

export class PictureQuality {
  /** Which pictures are received; less than all while the connection is too slow for them. */
  readonly pictures = new Store<Pictures>("all");
  readonly #options: PictureQualityOptions;
  readonly #statistics: Statistics;
  readonly #starvation = new Starvation();
  readonly #own = new SteadyMark(OWN_PATIENCE);
  readonly #kept = new Map<string, Kept>();
  readonly #unwatch: () => void;
  #path: MediaPath | null = null;
  #told: { id: string; limited: Limit | null; at: number } | null = null;

  constructor(options: PictureQualityOptions) {
    this.#options = options;
    this.#statistics = new Statistics(
      async () => (await Promise.all(options.paths().map((path) => path.getStats()))).flat(),
      (reading) => this.#take(reading, performance.now()),
    );
    this.#unwatch = options.tiles.subscribe(() => this.#check());
  }

  /** What is wrong with the picture of a tile; null while it is good. */
  mark(tileId: string): Readable<Mark | null> {
    return this.#keep(tileId).mark;
  }

  /** The person does not want to wait for the pictures. */
  retry(): void {
    this.#admit(this.#starvation.retry(performance.now()));
  }

  /** The server may have missed what limits this browser. */
  repeat(): void {
    if (this.#told && this.#told.id === this.#self()?.id) this.#options.onLimited(this.#told.limited);
  }

  close(): void {
    this.#unwatch();
    this.#statistics.close();
  }

  /** Somebody came, went, or turned something on or off. */
  #check(): void {
    const tiles = this.#options.tiles.get();
    const pictured = tiles.some(({ hasVideo }) => hasVideo) || this.pictures.get() !== "all";
    this.#statistics.need(pictured && tiles.some(({ local }) => !local));
    const ids = new Set(tiles.map(({ id }) => id));
    for (const key of [...this.#kept.keys()]) if (!ids.has(key)) this.#kept.delete(key);
  }

  #keep(key: string): Kept {
    let kept = this.#kept.get(key);
    if (!kept) {
      kept = { mark: new Store<Mark | null>(null), steady: new SteadyMark(), height: 0, grewAt: null };
      this.#kept.set(key, kept);
    }
    return kept;
  }

  #take({ inflows, limited }: Reading, at: number): void {
    const paths = this.#options.paths();
    // The oldest is the one that carried the call until now.
    const path = paths.at(-1) ?? null;
    if (path !== this.#path) {
      this.#path = path;
      this.#admit(this.#starvation.reset());
    }
    const participants = new Map(this.#options.participants.get().map((one) => [one.id, one]));
    const pictures: Picture[] = [];
    const voices: Inflow[] = [];
    for (const remote of this.#options.tracks()) {
      const { source, track } = remote;
      const participant = participants.get(remote.participantId);
      const inflow = inflows.get(track.id);
      const forwarding = paths.map((its) => its.forwarding?.(remote)).find(Boolean) ?? null;
      if (!participant?.connected) continue;
      if (source === "camera" || source === "screen") {
        const height = participant[source] ? this.#options.height(participant.id, source) : 0;
        pictures.push({ key: trackKey(participant.id, source), source, participant, inflow, forwarding, height });
      } else if (source === "microphone" && participant.microphone && inflow && !isWeak(participant, forwarding)) {
        voices.push(inflow);
      }
    }
    for (const picture of pictures) this.#judge(picture, at);
    this.#judgeOwn(limited, at);
    const screens = pictures.some(({ source, participant }) => source === "screen" && participant.screen);
    this.#admit(this.#starvation.observe(this.#line(pictures, voices), at, screens));
  }

  #judge({ key, source, participant, inflow, forwarding, height }: Picture, at: number): void {
    const kept = this.#keep(key);
    if (kept.height > 0 && height > kept.height * GREW) kept.grewAt = at;
    kept.height = height;
    if (height === 0) {
      // Nobody looks: what is shown next is judged afresh.
      kept.steady = new SteadyMark();
      kept.mark.set(null);
      return;
    }
    let mark: Mark | null = null;
    if (!carries(this.pictures.get(), source)) mark = PAUSED;
    else if (inflow) {
      mark = judge({
        source,
        shown: height,
        lines: inflow.lines,
        rate: inflow.frames / inflow.seconds,
        frozen: inflow.frozen / inflow.seconds,
        loss: share(inflow.lost, inflow.packets),
        dropped: share(inflow.dropped, inflow.frames),
        grewAgo: kept.grewAt === null ? null : at - kept.grewAt,
        heldBack: isHeldBack(forwarding),
        sourceScore: forwarding?.sourceScore ?? null,
        limited: participant.limited,
      });
    }
    kept.mark.set(kept.steady.observe(mark));
  }

  #self(): WatchedTile | undefined {
    return this.#options.tiles.get().find(({ local, source }) => local && source === "camera");
  }

  /** The same mark on one's own tile, and told to the others. */
  #judgeOwn(limited: Limit | null, at: number): void {
    const self = this.#self();
    if (!self) return;
    const reason = limited === "processor" ? "processor" : "uplink";
    const mark = this.#own.observe(limited && { level: "fair", reason });
    this.#keep(self.id).mark.set(mark);
    const say = mark && (mark.reason === "processor" ? "processor" : "network");
    const told = this.#told?.id === self.id ? this.#told : { id: self.id, limited: null, at: -TELL_AGAIN };
    if (say === told.limited || at - told.at < TELL_AGAIN) return;
    this.#told = { id: self.id, limited: say, at };
    this.#options.onLimited(say);
  }

  #line(pictures: readonly Picture[], voices: readonly Inflow[]): Line {
    const wanted = pictures.filter(
      ({ source, participant, inflow, forwarding, height }) =>
        inflow && height > 0 && carries(this.pictures.get(), source) && !isWeak(participant, forwarding),
    );
    const flows = [...voices, ...wanted.flatMap(({ inflow }) => (inflow ? [inflow] : []))];
    const stands = wanted.filter(({ source, inflow, forwarding }) =>
      // A screen may well stand still.
      source === "camera" ? inflow?.frames === 0 : forwarding?.sent === null,
    );
    const cut = stands.filter(({ forwarding }) => forwarding?.sent === null);
    return {
      voiceGaps: sum(voices, "concealed") / Math.max(1, sum(voices, "samples")),
      loss: share(sum(flows, "lost"), sum(flows, "packets")),
      still: wanted.length > 0 ? stands.length / wanted.length : null,
      cut: cut.length / Math.max(1, wanted.length),
    };
  }

  #admit(pictures: Pictures): void {
    if (pictures === this.pictures.get()) return;
    this.pictures.set(pictures);
    this.#options.admit(pictures);
    this.#check();
  }
}

/** What is bad here may come from there. */
function isWeak({ limited }: Participant, forwarding: Forwarding | null): boolean {
  return limited !== null || (forwarding?.sourceScore ?? WEAK_SCORE) < WEAK_SCORE;
}

function isHeldBack(forwarding: Forwarding | null): boolean {
  const { asked, sent } = forwarding ?? {};
  return typeof asked === "number" && (sent === null || (sent !== undefined && sent < asked));
}

const share = (part: number, rest: number): number => part / Math.max(1, part + rest);

const sum = (flows: readonly Inflow[], key: keyof Inflow): number => flows.reduce((total, flow) => total + flow[key], 0);
