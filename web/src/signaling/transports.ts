// Which way to the server is tried next. WebSocket is the better one, but some networks swallow it without
// an answer, or cut it after a while. Where long polling gets through then, it is kept to for the session.
import { keep, kept } from "~/lib/storage";

export type Transport = "websocket" | "polling";

const REMEMBERED = "meetd.polling";
/** Milliseconds: a WebSocket that was cut sooner may have been cut for being one. */
const SHORT = 30_000;
/** So may be one of so many in so many milliseconds. */
const CUTS = 3;
const CUTS_WITHIN = 300_000;

export class Transports {
  /** The ways of this round, the first one next. */
  #round: Transport[];
  #blocked = kept("session", REMEMBERED) !== null;
  /** WebSocket failed, and polling was not tried since. */
  #suspect = false;
  #openedAt = 0;
  #cuts: number[] = [];

  constructor() {
    this.#round = this.#order();
  }

  get next(): Transport {
    return this.#round[0] ?? "websocket";
  }

  /** It came to nothing. Whether another way is worth trying at once. */
  failed(): boolean {
    this.#suspect = this.next === "websocket";
    this.#round.shift();
    if (this.#round.length > 0) return true;
    // Neither got through: this tells nothing about either.
    this.#suspect = false;
    this.#round = this.#order();
    return false;
  }

  connected(): void {
    const polling = this.next === "polling";
    if (polling && this.#suspect) this.#remember(true);
    else if (!polling) this.#remember(false);
    this.#suspect = false;
    this.#openedAt = performance.now();
  }

  /** The connection broke off, and neither end had closed it. */
  broke(): void {
    const now = performance.now();
    if (this.next === "websocket") {
      this.#cuts = [...this.#cuts, now].filter((at) => now - at < CUTS_WITHIN);
      this.#suspect = now - this.#openedAt < SHORT || this.#cuts.length >= CUTS;
    }
    this.#round = this.#order();
  }

  /** A new round: another network, perhaps. */
  restart(): void {
    this.#suspect = false;
    this.#round = this.#order();
  }

  #order(): Transport[] {
    return this.#blocked || this.#suspect ? ["polling", "websocket"] : ["websocket", "polling"];
  }

  #remember(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    keep("session", REMEMBERED, blocked ? "1" : null);
  }
}
