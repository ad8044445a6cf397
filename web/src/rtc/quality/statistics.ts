// What the browser counts about media, read in one loop for the whole call while somebody needs it.
import type { Limit } from "~/protocol/generated";

/** What came of one received track since the reading before. */
export interface InboundStats {
  /** Seconds between the two readings. */
  seconds: number;
  bytes: number;
  packets: number;
  lost: number;
  /** Pictures: decoded and dropped, how long they stood still in seconds, and how high they are. */
  frames: number;
  dropped: number;
  frozen: number;
  height: number;
  /** Sound: samples played, and those of them that were made up for want of data. */
  samples: number;
  concealed: number;
}

export interface Reading {
  /** By the received track's id; one that was not there before is in the next reading. */
  inbound: ReadonlyMap<string, InboundStats>;
  /** What keeps this browser from sending better pictures. */
  limited: Limit | null;
}

/** A report per connection: all of its tracks are in one. */
export type ReadReports = () => Promise<readonly RTCStatsReport[]>;
type Listener = (reading: Reading) => void;

/** Milliseconds from one reading to the next. */
const INTERVAL = 2000;

export class Statistics {
  readonly #read: ReadReports;
  readonly #listener: Listener;
  readonly #looked = (): void => this.#follow();
  #before = new Map<string, Counted>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #needed = false;
  #running = false;

  constructor(read: ReadReports, listener: Listener) {
    this.#read = read;
    this.#listener = listener;
    document.addEventListener("visibilitychange", this.#looked);
  }

  /** Reads only while that is so, and somebody looks at the page. */
  need(needed: boolean): void {
    this.#needed = needed;
    this.#follow();
  }

  close(): void {
    this.need(false);
    document.removeEventListener("visibilitychange", this.#looked);
  }

  #follow(): void {
    const wanted = this.#needed && !document.hidden;
    if (wanted === this.#running) return;
    this.#running = wanted;
    clearTimeout(this.#timer);
    // Counting starts over: what came while nobody read would be averaged in.
    this.#before = new Map();
    if (wanted) this.#schedule();
  }

  #schedule(): void {
    this.#timer = setTimeout(() => void this.#turn(), INTERVAL);
  }

  async #turn(): Promise<void> {
    const timer = this.#timer;
    let reports: readonly RTCStatsReport[] = [];
    try {
      reports = await this.#read();
    } catch {
      // A connection that was closed meanwhile.
    }
    // Stopped meanwhile, and perhaps begun again.
    if (timer !== this.#timer || !this.#running) return;
    const counted = reports.flatMap(countsIn);
    const inbound = new Map<string, InboundStats>();
    for (const now of counted) {
      const before = this.#before.get(now.id);
      if (before && now.at > before.at) inbound.set(now.track, since(before, now));
    }
    this.#before = new Map(counted.map((now) => [now.id, now]));
    this.#schedule();
    this.#listener({ inbound, limited: limitIn(reports) });
  }
}

/** One received track, counted from its beginning. */
interface Counted extends Omit<InboundStats, "seconds"> {
  id: string;
  track: string;
  at: number;
}

/** What browsers report of a track: not each of them counts everything. */
interface Inbound extends Partial<RTCInboundRtpStreamStats> {
  totalFreezesDuration?: number;
  silentConcealedSamples?: number;
}

type Outbound = Partial<RTCOutboundRtpStreamStats>;

function countsIn(report: RTCStatsReport): Counted[] {
  const found: Counted[] = [];
  report.forEach((entry: Inbound) => {
    if (entry.type !== "inbound-rtp" || !entry.trackIdentifier || entry.id === undefined) return;
    found.push({
      id: entry.id,
      track: entry.trackIdentifier,
      at: entry.timestamp ?? 0,
      bytes: entry.bytesReceived ?? 0,
      packets: entry.packetsReceived ?? 0,
      lost: entry.packetsLost ?? 0,
      frames: entry.framesDecoded ?? 0,
      dropped: entry.framesDropped ?? 0,
      frozen: entry.totalFreezesDuration ?? 0,
      height: entry.frameHeight ?? 0,
      samples: entry.totalSamplesReceived ?? 0,
      // What stood in for silence was not missed.
      concealed: (entry.concealedSamples ?? 0) - (entry.silentConcealedSamples ?? 0),
    });
  });
  return found;
}

function since(before: Counted, now: Counted): InboundStats {
  // Counters may go down, as of packets that were late and not lost, and start over.
  const more = (key: Exclude<keyof InboundStats, "seconds">): number => Math.max(0, now[key] - before[key]);
  const seconds = (now.at - before.at) / 1000;
  const frames = more("frames");
  return {
    seconds,
    bytes: more("bytes"),
    packets: more("packets"),
    lost: more("lost"),
    frames,
    dropped: more("dropped"),
    // A picture that still stands is not counted as frozen before it moves again.
    frozen: frames === 0 ? seconds : Math.min(seconds, more("frozen")),
    height: now.height,
    samples: more("samples"),
    concealed: more("concealed"),
  };
}

/** The processor is named first: with more network it would still be too slow. */
function limitIn(reports: readonly RTCStatsReport[]): Limit | null {
  const reasons = new Set<string | undefined>();
  for (const report of reports) {
    report.forEach((entry: Outbound) => {
      if (entry.type !== "outbound-rtp" || entry.kind !== "video" || entry.active === false) return;
      reasons.add(entry.qualityLimitationReason);
    });
  }
  if (reasons.has("cpu")) return "processor";
  return reasons.has("bandwidth") ? "network" : null;
}
