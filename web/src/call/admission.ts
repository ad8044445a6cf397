// Coming into the room, and back in each time that the socket was away.
import type { types as mediasoup } from "mediasoup-client";

import { decodable } from "~/rtc/encoding/codecs";
import type { Connection } from "~/signaling/connection";
import { SignalingError } from "~/signaling/signalingError";
import type { Joined } from "~/protocol/generated";

import type { On } from "./ownSources";
import { keptPronouns } from "./pronouns";

const RETRY_AFTER = 1000;
/** Reasons to ask again: they pass. */
const PASSING = ["server_stopping", "room_elsewhere", "owner_unreachable", "unavailable", "too_many_requests"];
/** Until the server has noticed that a socket is gone, and a little more. */
const PENDING_JOIN_MS = 12_000;

export interface AdmissionOptions {
  connection: Pick<Connection, "request">;
  code: string;
  /** Ends the same account's call in another window. */
  takeOver: boolean;
  /** The hash of the picture that stands for them. */
  picture: string | null;
  /** Beside whom they are without sound, or want to be. */
  companionOf: () => string | null;
  on: () => On;
  /** What this browser can receive, where that is known before there is a router. */
  rtpCapabilities: () => mediasoup.RtpCapabilities | null;
  /** The newest message up to which all are known. */
  lastMessageId: () => number | null;
  /** `again`: was in before; `requested`: what was on when it was asked. */
  onJoined: (joined: Joined, again: boolean, requested: On) => void;
  /** Somebody has to let them in, and was asked. */
  onWaiting: (isLed: boolean) => void;
  /** They were let in, and come in now. */
  onAdmitted: () => void;
  /** There is no way in. */
  onRefused: (code: string, message: string) => void;
}

export class Admission {
  readonly #options: AdmissionOptions;
  #resume: { participantId: string; token: string } | null = null;
  /** Until when whoever is found inside may be oneself: a join whose answer got lost. */
  #pendingUntil = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #asking = false;
  #closed = false;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  /** The socket is there: come in, or back in. */
  async enter(): Promise<void> {
    if (this.#asking || this.#closed) return;
    clearTimeout(this.#retry);
    this.#asking = true;
    const requested = this.#options.on();
    const wasIn = this.#resume !== null;
    try {
      const joined = await this.#askOrKnock(requested);
      if (this.#isClosed() || joined === null) return;
      const again = this.#resume !== null;
      this.#resume = { participantId: joined.participantId, token: joined.resumeToken };
      this.#options.onJoined(joined, again, requested);
    } catch (error) {
      if (error instanceof SignalingError) this.#onRefused(error);
      else {
        // Nobody waits for ever for what this browser cannot do; who is in the call stays in it.
        console.error(error);
        if (!wasIn && !this.#isClosed()) this.#options.onRefused("unexpected", "");
      }
    } finally {
      this.#asking = false;
    }
  }

  /** Somebody answered, or nobody will. */
  answered(outcome: string): void {
    if (this.#closed) return;
    if (outcome === "admitted") {
      this.#options.onAdmitted();
      void this.enter();
    } else if (outcome === "ended") this.#retry = setTimeout(() => void this.enter(), RETRY_AFTER);
    else this.#options.onRefused(outcome === "denied" ? "knock_denied" : "replaced", "");
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
  }

  /** Comes in; or null, and waits to be let in. */
  async #askOrKnock(requested: On): Promise<Joined | null> {
    try {
      return await this.#ask(requested);
    } catch (error) {
      if (!(error instanceof SignalingError) || error.code !== "must_ask" || this.#closed) throw error;
    }
    // Who was inside, and may not come back in, is a stranger by now.
    this.#resume = null;
    const { admitted, isLed } = await this.#options.connection.request("knock", { code: this.#options.code });
    if (admitted) return this.#ask(requested);
    if (!this.#isClosed()) this.#options.onWaiting(isLed);
    return null;
  }

  /** However long it takes: a second join beside one that is under way would be refused. */
  #ask(requested: On): Promise<Joined> {
    const { connection, code, takeOver, picture, companionOf, lastMessageId } = this.#options;
    const last = lastMessageId();
    const beside = companionOf();
    const rtpCapabilities = this.#options.rtpCapabilities();
    const join = {
      code,
      ...requested,
      decodes: decodable(),
      ...(takeOver && !this.#resume ? { takeOver: true } : {}),
      transports: true,
      ...(rtpCapabilities ? { rtpCapabilities } : {}),
      ...(this.#resume ? { resume: this.#resume } : {}),
      ...keptPronouns(),
      ...(picture === null ? {} : { picture }),
      ...(beside === null ? {} : { companionOf: beside }),
      ...(last === null ? {} : { lastMessageId: last }),
    };
    return connection.request("join", join, { patient: true });
  }

  #onRefused({ code, message }: SignalingError): void {
    if (this.#closed) return;
    if (code === "offline") {
      if (!this.#resume) this.#pendingUntil = performance.now() + PENDING_JOIN_MS;
      return;
    }
    const mayBeOneself = code === "joined_elsewhere" && performance.now() < this.#pendingUntil;
    if (mayBeOneself || PASSING.includes(code)) {
      this.#retry = setTimeout(() => void this.enter(), RETRY_AFTER);
      return;
    }
    this.#options.onRefused(code, message);
  }

  #isClosed(): boolean {
    return this.#closed;
  }
}
