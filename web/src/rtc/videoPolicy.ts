// When the connection cannot carry pictures any more: gives them up, so that voices stay whole, and
// tries again from time to time. Nothing here knows a browser or a clock.

/** Which pictures are received: screens are given up last. */
export type VideoPolicy = "all" | "screens" | "none";

export const carries = (policy: VideoPolicy, source: "camera" | "screen"): boolean =>
  policy === "all" || (policy === "screens" && source === "screen");

export interface DownlinkSample {
  /** Of the sound played, the share that was made up for want of data, 0 to 1. */
  voiceGaps: number;
  /** Of packets, the share lost on the way here, 0 to 1. */
  loss: number;
  /** Of the pictures that should move, the share that stands still, 0 to 1; null: none should. */
  still: number | null;
  /** Of them, the share that the SFU does not send for want of bandwidth, 0 to 1. */
  withheld: number;
}

const STEPS: readonly VideoPolicy[] = ["all", "screens", "none"];
/** So long it starves before pictures go. */
const GIVE_UP_AFTER_MS = 4000;
/** So long pictures that are tried again have to hold. */
const TRIAL_MS = 12_000;
/** Until the first trial; each that fails doubles it, up to the longest. */
const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 120_000;

const GAPS = 0.1;
const LOST = 0.05;
const MOST = 0.75;

export class DownlinkPolicy {
  #step = 0;
  #starvingSince: number | null = null;
  /** When it last went up or down, or starved. */
  #calmSince = 0;
  #wait = FIRST_WAIT_MS;
  #trying = false;

  get policy(): VideoPolicy {
    return STEPS[this.#step] ?? "none";
  }

  /** Takes one reading, at that time in milliseconds. `screens`: somebody shows one. */
  observe(sample: DownlinkSample, at: number, screens: boolean): VideoPolicy {
    if (starves(sample)) {
      this.#starvingSince ??= at;
      this.#calmSince = at;
    } else this.#starvingSince = null;
    const starving = this.#starvingSince !== null && at - this.#starvingSince >= GIVE_UP_AFTER_MS;
    if (starving && this.#step < STEPS.length - 1) this.#giveUp(at, screens);
    else if (this.#starvingSince === null) this.#recover(at, screens);
    return this.policy;
  }

  /** The person asks for the pictures now. */
  retry(at: number): VideoPolicy {
    this.#wait = FIRST_WAIT_MS;
    if (this.#step > 0) this.#try(at, 0);
    return this.policy;
  }

  /** Another way for media: what was found of the old one says nothing. */
  reset(): VideoPolicy {
    this.#step = 0;
    this.#starvingSince = null;
    this.#wait = FIRST_WAIT_MS;
    this.#trying = false;
    return this.policy;
  }

  #giveUp(at: number, screens: boolean): void {
    if (this.#trying) this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS);
    this.#trying = false;
    // Without a screen there is nothing between all and none.
    this.#step = screens ? this.#step + 1 : STEPS.length - 1;
    this.#calmSince = at;
    this.#starvingSince = null;
  }

  #recover(at: number, screens: boolean): void {
    if (this.#trying && at - this.#calmSince >= TRIAL_MS) {
      this.#trying = false;
      if (this.#step === 0) this.#wait = FIRST_WAIT_MS;
    }
    if (this.#step > 0 && at - this.#calmSince >= this.#wait) this.#try(at, screens ? this.#step - 1 : 0);
  }

  #try(at: number, step: number): void {
    this.#step = step;
    this.#calmSince = at;
    this.#starvingSince = null;
    this.#trying = true;
  }
}

/** Harm alone may have other causes, as a busy processor; it has to have come over the network. */
function starves({ voiceGaps, loss, still, withheld }: DownlinkSample): boolean {
  const stands = still !== null && still >= MOST;
  return (stands && withheld >= MOST) || (loss > LOST && (voiceGaps > GAPS || stands));
}
