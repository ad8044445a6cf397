// Sends one stroke as it is drawn: some points at a time, and no faster than they arrive there. What is not
// acknowledged is sent again, by the place that it has in the stroke, so that it is drawn once.
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { DrawingTool } from "~/protocol/generated";

/** Milliseconds between two pieces. */
const EVERY = 33;
/** Pieces on the way: what comes meanwhile goes together with the next. */
const ON_THE_WAY = 8;
/** Points of one piece, at most. */
const MOST = 100;
/** Milliseconds after which it is tried again, if one does not come back into the room before. */
export const AGAIN_AFTER = 1000;

/** Refusals that pass, with which nothing was carried out: the room goes on elsewhere, or one is not back in it. */
export const NOT_NOW: readonly string[] = ["not_in_room", "room_elsewhere", "server_stopping", "too_many_requests"];
/** And those with which it may have been. */
const PASSING: readonly string[] = [...NOT_NOW, "offline", "timeout"];

export interface StrokeSenderOptions {
  requests: Requests;
  on: string;
  id: string;
  tool: DrawingTool;
  text: string;
  /** One's stroke before, behind which the server is to have this one. */
  after: StrokeSender | undefined;
  /** It was refused, behind so many points. */
  onRefused: (points: number, code: string, message: string) => void;
}

export class StrokeSender {
  /** Settled once the server has the beginning of it, or nobody wants it any more. */
  readonly begun: Promise<void>;
  readonly #options: Omit<StrokeSenderOptions, "after">;
  /** All of it, x and y in turn; of a laser those that wait. */
  #points: number[] = [];
  /** Points that were sent, and points that were taken in. */
  #sent = 0;
  #taken = 0;
  #onTheWay = 0;
  #sentAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows whenever what is on the way is void. */
  #try = 0;
  #held = false;
  /** For the stroke before. */
  #waits = false;
  #over = false;
  #hasBegun = false;
  #onBegun: () => void = () => undefined;

  constructor({ after, ...options }: StrokeSenderOptions) {
    this.#options = options;
    this.begun = new Promise((resolve) => (this.#onBegun = resolve));
    if (!after || after.#hasBegun) return;
    this.#waits = true;
    void after.begun.then(() => {
      this.#waits = false;
      this.resume();
    });
  }

  get on(): string {
    return this.#options.on;
  }

  get isLaser(): boolean {
    return this.#options.tool === "laser";
  }

  /** Whether nothing of it is wanted any more. */
  get isOver(): boolean {
    return this.#over;
  }

  get points(): readonly number[] {
    return [...this.#points];
  }

  /** Points that the server has, as far as it said so. */
  get taken(): number {
    return this.#taken;
  }

  /** Whether the server did not say of all of it that it is there. */
  get isPending(): boolean {
    return !this.#over && !this.isLaser && 2 * this.#taken < this.#points.length;
  }

  add(points: readonly number[]): void {
    if (this.#over) return;
    // Where a laser was a moment ago matters to nobody.
    if (this.isLaser) this.#points = [...points];
    else this.#points.push(...points);
    this.#schedule();
  }

  /** The line is another one: what was on the way over that before will not be answered. */
  hold(): void {
    if (this.#over) return;
    this.#anew();
    if (this.isLaser) return;
    this.#held = true;
    this.#timer = setTimeout(() => this.resume(), AGAIN_AFTER);
  }

  /** Goes on behind what is known to be there. */
  resume(): void {
    if (this.#over) return;
    this.#anew();
    this.#held = false;
    this.#schedule();
  }

  /** The server has so many points, and no more. */
  rewind(taken: number): void {
    this.#taken = Math.min(this.#taken, taken);
    this.resume();
  }

  /** Nothing of it is wanted any more. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#begin();
  }

  #anew(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#try += 1;
    this.#onTheWay = 0;
    this.#sent = this.#taken;
    if (this.isLaser) this.#points = [];
  }

  #begin(): void {
    this.#hasBegun = true;
    this.#onBegun();
  }

  #schedule(): void {
    if (this.#held || this.#waits || this.#timer !== undefined || this.#onTheWay >= ON_THE_WAY) return;
    if (this.#points.length <= (this.isLaser ? 0 : 2 * this.#sent)) return;
    const due = this.#sentAt + EVERY - performance.now();
    if (due <= 0) this.#send();
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#send();
      }, due);
  }

  #send(): void {
    const { requests, on, id, tool, text } = this.#options;
    const at = this.isLaser ? 0 : this.#sent;
    const points = this.#points.slice(2 * at, 2 * (at + MOST));
    if (this.isLaser) this.#points = [];
    else this.#sent += points.length / 2;
    this.#onTheWay += 1;
    this.#sentAt = performance.now();
    const tried = this.#try;
    requests
      .request("draw:stroke", { on, strokeId: id, tool, at, points, text })
      .then(() => this.#took(tried, at, points.length / 2))
      .catch((error: unknown) => this.#failed(tried, error))
      .finally(() => {
        if (tried !== this.#try) return;
        this.#onTheWay -= 1;
        if (!this.#over) this.#schedule();
      });
    this.#schedule();
  }

  #took(tried: number, at: number, count: number): void {
    // What is acknowledged behind a gap may have gone on with nothing.
    if (tried !== this.#try || this.isLaser || at > this.#taken) return;
    this.#taken = Math.max(this.#taken, at + count);
    this.#begin();
  }

  #failed(tried: number, error: unknown): void {
    if (this.#over || tried !== this.#try) return;
    const { code, message } = error instanceof SignalingError ? error : { code: "unexpected", message: "" };
    if (PASSING.includes(code)) {
      this.hold();
      return;
    }
    this.stop();
    this.#options.onRefused(this.#taken, code, message);
  }
}
