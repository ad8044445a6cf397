// Sends one stroke as it is drawn: some points at a time, and no faster than they arrive there.
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { DrawingTool } from "~/protocol/generated";

/** Milliseconds between two pieces. */
const EVERY = 33;
/** Pieces on the way: what comes meanwhile goes together with the next. */
const ON_THE_WAY = 4;
/** Points of one piece, at most. */
const MOST = 100;

export interface StrokeSenderOptions {
  requests: Requests;
  on: string;
  id: string;
  tool: DrawingTool;
  text: string;
  /** It was refused, behind so many points. */
  onRefused: (points: number, code: string, message: string) => void;
}

export class StrokeSender {
  readonly #options: StrokeSenderOptions;
  #waiting: number[] = [];
  #sent = 0;
  #taken = 0;
  #onTheWay = 0;
  #sentAt = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(options: StrokeSenderOptions) {
    this.#options = options;
  }

  add(points: readonly number[]): void {
    if (this.#over) return;
    // Where a laser was a moment ago matters to nobody.
    this.#waiting = this.#options.tool === "laser" ? [...points] : [...this.#waiting, ...points];
    this.#schedule();
  }

  /** Nothing of it is wanted any more. */
  stop(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#onTheWay >= ON_THE_WAY || this.#waiting.length === 0) return;
    const due = this.#sentAt + EVERY - performance.now();
    if (due <= 0) this.#send();
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#send();
      }, due);
  }

  #send(): void {
    const { requests, on, id, tool, text, onRefused } = this.#options;
    const points = this.#waiting.splice(0, 2 * MOST);
    const at = tool === "laser" ? 0 : this.#sent;
    this.#sent += points.length / 2;
    this.#onTheWay += 1;
    this.#sentAt = performance.now();
    requests
      .request("draw:stroke", { on, strokeId: id, tool, at, points, text })
      .then(() => {
        this.#taken = Math.max(this.#taken, at + points.length / 2);
      })
      .catch((error: unknown) => {
        if (this.#over) return;
        this.stop();
        const { code, message } = error instanceof SignalingError ? error : { code: "unexpected", message: "" };
        onRefused(this.#taken, code, message);
      })
      .finally(() => {
        this.#onTheWay -= 1;
        if (!this.#over) this.#schedule();
      });
    this.#schedule();
  }
}
