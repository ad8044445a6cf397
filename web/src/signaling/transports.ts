// Which way to the server is tried next. WebSocket is the better one, but some networks swallow it without
// an answer, or cut it after a while. Where long polling gets through then, it is kept to, also by the next pages
// of the session: for a moment when it may have been chance, and for long when it happened again.
import { keep, kept } from "~/lib/storage";

export type Transport = "websocket" | "polling";

const REMEMBERED = "meetd.polling";
/** Milliseconds in which WebSocket is not tried again: after one failure, and after more in a row. */
const SPARED_ONCE = 120_000;
const SPARED = 1_200_000;
/** How many failures in a row are no chance. */
const FAILURES = 2;
/** Milliseconds: a WebSocket that was cut sooner may have been cut for being one. */
const SHORT = 30_000;
/** So many cut so soon are no chance, nor are so many at whatever age, in so many milliseconds. */
const SHORT_CUTS = 2;
const CUTS = 3;
const CUTS_WITHIN = 300_000;

export class Transports {
  /** The ways of this round, the first one next. */
  #round: Transport[];
  #failures = recall();
  /** WebSocket failed to open, or was cut too often, and polling was not tried since. */
  #suspect: "failed" | "cut" | null = null;
  #openedAt = 0;
  #cuts: { at: number; short: boolean }[] = [];

  constructor() {
    this.#round = this.#order();
  }

  get next(): Transport {
    return this.#round[0] ?? "websocket";
  }

  /** It came to nothing. Whether another way is worth trying at once. */
  failed(): boolean {
    this.#suspect = this.next === "websocket" ? "failed" : null;
    this.#round.shift();
    if (this.#round.length > 0) return true;
    // Neither got through: this tells nothing about either.
    this.#suspect = null;
    this.#round = this.#order();
    return false;
  }

  connected(): void {
    if (this.next === "websocket") this.#remember(0);
    else if (this.#suspect === "failed") this.#remember(Math.min(this.#failures.count + 1, FAILURES));
    else if (this.#suspect === "cut") this.#remember(FAILURES);
    this.#suspect = null;
    this.#openedAt = performance.now();
  }

  /** The connection broke off, and neither end had closed it. */
  broke(): void {
    const now = performance.now();
    if (this.next === "websocket") {
      const cut = { at: now, short: now - this.#openedAt < SHORT };
      this.#cuts = [...this.#cuts, cut].filter(({ at }) => now - at < CUTS_WITHIN);
      const short = this.#cuts.filter((one) => one.short).length;
      this.#suspect = short >= SHORT_CUTS || this.#cuts.length >= CUTS ? "cut" : null;
    }
    this.#round = this.#order();
  }

  /** A new round: another network, perhaps. */
  restart(): void {
    this.#suspect = null;
    this.#round = this.#order();
  }

  #order(): Transport[] {
    return this.#suspect !== null || isSpared(this.#failures) ? ["polling", "websocket"] : ["websocket", "polling"];
  }

  #remember(count: number): void {
    if (count === 0 && this.#failures.count === 0) return;
    this.#failures = { count, at: Date.now() };
    keep("session", REMEMBERED, count === 0 ? null : `${count} ${this.#failures.at}`);
  }
}

/** WebSocket failed so often in a row, where polling got through; the last time then. */
interface Failures {
  count: number;
  /** Milliseconds of the clock of the day, which all pages of a session share. */
  at: number;
}

function recall(): Failures {
  const [count = 0, at = 0] = (kept("session", REMEMBERED) ?? "").split(" ").map(Number);
  return { count, at };
}

function isSpared({ count, at }: Failures): boolean {
  // A clock that was set back must not spare it for ever.
  const since = Date.now() - at;
  return since >= 0 && since < (count >= FAILURES ? SPARED : count > 0 ? SPARED_ONCE : 0);
}
