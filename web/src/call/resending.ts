// Says again, in its order, what a room refused because it moves to another server, and what sets something and was
// not answered as the line was cut.
// What is asked while one is on the way there waits for that.
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { RequestName, Requests as RequestMap, Result } from "~/protocol/generated";

/** Milliseconds after which it is tried again, if the room stayed where it is. */
const AGAIN_AFTER = 1000;
/** Milliseconds within which what was refused has to succeed, and what was never sent has to be. */
const WITHIN = 30_000;
const SENT_WITHIN = 5000;
/** What sees to that itself: a message has an id of its own. */
const BY_ITSELF: readonly RequestName[] = ["chat:send"];
/** What is said by coming back in. */
const BY_JOINING: readonly RequestName[] = ["media"];
/** What sets something, and so may be said twice: also again where the line was cut before it was answered. */
const SETS: readonly RequestName[] = [
  "board:close",
  "board:open",
  "breakouts:choose",
  "chat:react",
  "companion",
  "draw:allow",
  "hand",
  "polls:vote",
  "rename",
  "room:rules",
  "spotlight",
];

export class Resending implements Requests {
  readonly #requests: Requests;
  /** What waits for the room, in the order in which it was said. */
  #waiting: (() => void)[] | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Was in the room, and is on the way back. */
  #away = false;
  #closed = false;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  async request<N extends RequestName>(name: N, data: RequestMap[N]): Promise<Result<N>> {
    if (BY_ITSELF.includes(name)) return this.#requests.request(name, data);
    const began = performance.now();
    let within = BY_JOINING.includes(name) ? 0 : SENT_WITHIN;
    let returns = false;
    for (;;) {
      // What was said later is done later.
      while (this.#waiting) await this.#turn(this.#waiting);
      const patient = !this.#closed && performance.now() < began + within;
      if (this.#away && patient) {
        this.#wait();
        continue;
      }
      try {
        return await this.#requests.request(name, data);
      } catch (error) {
        const isUnheard = SETS.includes(name) && error instanceof SignalingError && error.code === "offline";
        if (!isUnheard) within = WITHIN;
        const isLate = performance.now() >= began + within;
        if (this.#closed || isLate || !(isUnheard || isAway(error, returns))) throw error;
        returns = true;
        this.#wait();
      }
    }
  }

  /** The line to the room is lost. */
  lost(): void {
    this.#away = true;
  }

  /** One is in the room, or back in it. */
  entered(): void {
    this.#away = false;
    this.#go();
  }

  /** Nobody comes back into it. */
  close(): void {
    this.#closed = true;
    this.#go();
  }

  #turn(waiting: (() => void)[]): Promise<void> {
    return new Promise((resolve) => waiting.push(resolve));
  }

  #wait(): void {
    this.#waiting ??= [];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(), AGAIN_AFTER);
  }

  #go(): void {
    clearTimeout(this.#timer);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const go of waiting) go();
  }
}

/** Whether nothing was carried out, and soon can be. Who is on the way back in is not in the room meanwhile. */
function isAway(error: unknown, returns: boolean): boolean {
  if (!(error instanceof SignalingError)) return false;
  return error.code === "room_elsewhere" || (returns && error.code === "not_in_room");
}
