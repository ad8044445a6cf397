// How good a picture is where it is shown and, when it is not, why. Nothing here knows a browser.
import { ENLARGED } from "~/rtc/encoding/layers";
import type { Limit } from "~/protocol/generated";

export type Level = "fair" | "poor";

/**
 * small: it was shown small until now · camera: it is small or slow at its source · paused: given up, so that
 * voices stay whole · downlink, ownProcessor: of this person · uplink, processor: of the other.
 */
export type Reason = "small" | "camera" | "paused" | "downlink" | "ownProcessor" | "uplink" | "processor";

export interface QualityIssue {
  level: Level;
  reason: Reason;
}

export interface Watched {
  source: "camera" | "screen";
  /** Device pixels that it is shown high. */
  shown: number;
  /** Pixels that the frames that come are high. */
  height: number;
  /** Frames a second. */
  rate: number;
  /** Shares, 0 to 1: of the time that it stood still, of packets lost, of frames dropped undrawn. */
  frozen: number;
  loss: number;
  dropped: number;
  /** Milliseconds since its tile grew; null: not that one remembers. */
  grewAgo: number | null;
  /** The SFU sends less than was asked for; false where there is none. */
  heldBack: boolean;
  /** How well packets reach the SFU from the other, 0 to 10; null where it is not known. */
  sourceScore: number | null;
  /** What the other browser says of itself. */
  limited: Limit | null;
}

/** Below the first it is poor, below the second fair. */
const SHARPNESS = { poor: 0.45, fair: 0.75 };
const RATE = { poor: 3, fair: 6 };
/** Above these. */
const FROZEN = { poor: 0.4, fair: 0.12 };
const LOSS = { poor: 0.15, fair: 0.05 };
const DROPPED = 0.2;
/** Below this, a source does not reach the SFU well. */
export const WEAK_SCORE = 6;
/** A sharper layer needs a key frame, and the network to be probed for it. */
const GROWS = 10_000;

export const PAUSED: QualityIssue = { level: "poor", reason: "paused" };

export function judge(watched: Watched): QualityIssue | null {
  const level = levelOf(watched);
  return level && { level, reason: reasonOf(watched) };
}

function levelOf({ source, shown, height, rate, frozen, loss }: Watched): Level | null {
  // A screen has one size in all layers; the slow one has few frames, and all it needs.
  const camera = source === "camera";
  const sharpness = camera && height > 0 ? (height * ENLARGED) / Math.max(1, shown) : 1;
  const still = camera ? frozen : 0;
  const moves = camera ? rate : RATE.fair;
  if (sharpness < SHARPNESS.poor || moves < RATE.poor || still > FROZEN.poor || loss > LOSS.poor) return "poor";
  if (sharpness < SHARPNESS.fair || moves < RATE.fair || still > FROZEN.fair || loss > LOSS.fair) return "fair";
  return null;
}

/** The first cause that fits, the sender's before the receiver's. */
function reasonOf({ limited, sourceScore, loss, dropped, heldBack, grewAgo, frozen }: Watched): Reason {
  if (limited === "processor") return "processor";
  if (limited === "network" || (sourceScore !== null && sourceScore < WEAK_SCORE)) return "uplink";
  if (loss > LOSS.fair) return "downlink";
  if (dropped > DROPPED) return "ownProcessor";
  if (grewAgo !== null && grewAgo < GROWS) return "small";
  if (heldBack) return "downlink";
  // What stutters was sent otherwise; what is only small or slow came as it was.
  return frozen > FROZEN.fair ? "downlink" : "camera";
}

/** How many readings in a row it takes for a mark to come, get worse or change its reason, and to get better. */
export interface Readings {
  worse: number;
  better: number;
}

const RANK = { good: 0, fair: 1, poor: 2 };

/** Marks that do not flicker: the one shown changes only when the new one holds. */
export class SteadyIssue {
  readonly #needed: Readings;
  #shown: QualityIssue | null = null;
  #direction = 0;
  #seen = 0;

  constructor(needed: Readings = { worse: 2, better: 3 }) {
    this.#needed = needed;
  }

  /** The issue to show after one more reading; the same object while it is the same. */
  observe(issue: QualityIssue | null): QualityIssue | null {
    if (same(issue, this.#shown)) {
      this.#seen = 0;
      return this.#shown;
    }
    const direction = Math.sign(rank(issue) - rank(this.#shown));
    this.#seen = direction === this.#direction ? this.#seen + 1 : 1;
    this.#direction = direction;
    // What this page did itself is no matter of chance.
    const certain = issue?.reason === "paused" || this.#shown?.reason === "paused";
    const enough = direction < 0 ? this.#needed.better : this.#needed.worse;
    if (!certain && this.#seen < enough) return this.#shown;
    this.#seen = 0;
    return (this.#shown = issue);
  }
}

const rank = (issue: QualityIssue | null): number => RANK[issue?.level ?? "good"];

const same = (a: QualityIssue | null, b: QualityIssue | null): boolean =>
  a?.level === b?.level && a?.reason === b?.reason;
