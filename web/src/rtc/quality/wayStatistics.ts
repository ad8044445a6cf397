// How media fares on its way, counted over all tracks from one reading to the next: for those who run the service.
import type { MediaFigures, MediaWay } from "~/protocol/generated";

export interface WaySample {
  figures: MediaFigures;
  /** Of the addresses at both ends: 4 or 6, and 0 where the browser does not say. */
  family: 0 | 4 | 6;
  /** Percent of what was heard that was missing. */
  gaps: number;
  /** Milliseconds that the picture stood still which stood longest. */
  frozen: number;
}

/** What browsers report of anything here: not each of them counts everything. */
interface Entry {
  id: string;
  type: string;
  timestamp: number;
  kind?: string;
  packetsReceived?: number;
  packetsSent?: number;
  packetsLost?: number;
  totalSamplesReceived?: number;
  concealedSamples?: number;
  silentConcealedSamples?: number;
  totalFreezesDuration?: number;
  bytesReceived?: number;
  bytesSent?: number;
  selectedCandidatePairId?: string;
  localCandidateId?: string;
  remoteCandidateId?: string;
  currentRoundTripTime?: number;
  candidateType?: string;
  protocol?: string;
  relayProtocol?: string;
  address?: string;
}

const COUNTED = [
  "packetsReceived",
  "packetsSent",
  "packetsLost",
  "totalSamplesReceived",
  "concealedSamples",
  "silentConcealedSamples",
  "totalFreezesDuration",
  "bytesReceived",
  "bytesSent",
] as const;
type Counter = (typeof COUNTED)[number];
type Counts = Record<Counter, number>;

const percent = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.min(100, Math.max(0, Math.round((100 * part) / whole)));

export class WayStatistics {
  #before = new Map<string, Entry>();

  /** What came of the time since the reading before; null: nothing to compare, or there is no way. */
  read(reports: readonly RTCStatsReport[]): WaySample | null {
    const entries = new Map<string, Entry>();
    reports.forEach((report, at) => report.forEach((entry: Entry) => entries.set(`${at} ${entry.id}`, entry)));
    const before = this.#before;
    this.#before = entries;
    const grown = new Map<string, Counts>();
    let seconds = 0;
    for (const [key, now] of entries) {
      const then = before.get(key);
      if (!then || now.timestamp <= then.timestamp) continue;
      grown.set(key, since(then, now));
      seconds = Math.max(seconds, (now.timestamp - then.timestamp) / 1000);
    }
    const pairs = pairsOf(entries);
    if (seconds === 0 || pairs.length === 0) return null;
    const total = (counter: Counter, type: string): number =>
      [...grown].reduce((sum, [key, counts]) => (entries.get(key)?.type === type ? sum + counts[counter] : sum), 0);
    const lost = total("packetsLost", "inbound-rtp");
    const rate = (counter: Counter): number => Math.round((8 * total(counter, "transport")) / seconds / 1000);
    const concealed = total("concealedSamples", "inbound-rtp") - total("silentConcealedSamples", "inbound-rtp");
    const still = [...grown.values()].map((counts) => counts.totalFreezesDuration);
    const [first] = pairs;
    return {
      figures: {
        way: first?.way ?? null,
        lossDown: percent(lost, lost + total("packetsReceived", "inbound-rtp")),
        lossUp: percent(total("packetsLost", "remote-inbound-rtp"), total("packetsSent", "outbound-rtp")),
        receives: rate("bytesReceived"),
        sends: rate("bytesSent"),
        roundTrip: Math.min(60_000, Math.round(1000 * Math.max(...pairs.map(({ roundTrip }) => roundTrip)))),
      },
      family: first?.family ?? 0,
      gaps: percent(concealed, total("totalSamplesReceived", "inbound-rtp")),
      frozen: Math.round(1000 * Math.min(seconds, Math.max(0, ...still))),
    };
  }
}

/** Counters may go down, as of packets that were late and not lost. */
function since(then: Entry, now: Entry): Counts {
  const more = COUNTED.map((name) => [name, Math.max(0, (now[name] ?? 0) - (then[name] ?? 0))] as const);
  return Object.fromEntries(more) as Counts;
}

/** The ways in use of some connections, as each says of itself: those that are relayed first. */
export function waysOf(reports: readonly RTCStatsReport[]): Pair[] {
  const entries = new Map<string, Entry>();
  reports.forEach((report, at) => report.forEach((entry: Entry) => entries.set(`${at} ${entry.id}`, entry)));
  return pairsOf(entries);
}

interface Pair {
  way: MediaWay;
  family: 0 | 4 | 6;
  roundTrip: number;
}

/** The pairs of addresses in use: those that are relayed first. */
function pairsOf(entries: ReadonlyMap<string, Entry>): Pair[] {
  const found: Pair[] = [];
  for (const [key, transport] of entries) {
    if (transport.type !== "transport") continue;
    const at = key.slice(0, key.indexOf(" ") + 1);
    const pair = entries.get(`${at}${transport.selectedCandidatePairId}`);
    if (!pair) continue;
    const local = entries.get(`${at}${pair.localCandidateId}`);
    const remote = entries.get(`${at}${pair.remoteCandidateId}`);
    const family = familyOf(remote?.address) || familyOf(local?.address);
    found.push({ way: wayOf(local), family, roundTrip: pair.currentRoundTripTime ?? 0 });
  }
  return found.sort((a, b) => Number(b.way.startsWith("relay")) - Number(a.way.startsWith("relay")));
}

const RELAYED: Readonly<Record<string, MediaWay>> = { udp: "relayUdp", tcp: "relayTcp", tls: "relayTls" };

function wayOf(local: Entry | undefined): MediaWay {
  if (local?.candidateType === "relay") return RELAYED[local.relayProtocol ?? "udp"] ?? "relayUdp";
  return local?.protocol === "tcp" ? "tcp" : "udp";
}

/** A name in place of an address says nothing: it hides one. */
function familyOf(address: string | undefined): 0 | 4 | 6 {
  if (address?.includes(":")) return 6;
  return address && /^[\d.]+$/.test(address) ? 4 : 0;
}
