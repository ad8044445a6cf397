// The socket to the server: requests as promises, events by name, and coming back by itself.
import "~/lib/standIns";

import { io, type Socket } from "socket.io-client";
import type { z } from "~/lib/zod";
import {
  serverEvents,
  type RequestName,
  type Requests as RequestMap,
  type Result,
  type ServerEvent,
  type ServerPayload,
} from "~/protocol/generated";

import { Backoff } from "./backoff";
import { leaveByBeacon } from "./beacon";
import { acknowledged, resultOf, type Requests } from "./requests";
import { TokenRenewal } from "./tokenRenewal";
import { Transports, type Transport } from "./transports";

export interface ConnectionEvents {
  /** The socket is there, for the first time or again. */
  onConnected: () => void;
  onLost: () => void;
  /** It will not come back. */
  onRefused: (code: string, message: string) => void;
}

export interface ConnectionOptions {
  /** The id of the account that the page shows: the server gives no socket of another one's. */
  account?: string;
  /** The code of the room that a guest is one of: the browser has a cookie for it. */
  guest?: string | undefined;
  /** What the guest shows instead, in a frame, where the browser has no cookies; null: nothing. */
  session?: (() => string | null) | undefined;
  /** Gets a new access token; false when nobody is signed in, throws when offline. */
  refresh: () => Promise<boolean>;
  /** The code of the room that it is for: of several servers one has it. */
  room?: string;
}

/** Nobody needs it yet. */
const AHEAD: ConnectionEvents = { onConnected: () => undefined, onLost: () => undefined, onRefused: () => undefined };

/** Milliseconds in which a request is answered, or given up. */
const REQUEST_LIMIT = 10_000;
/** Milliseconds for one that may take long, such as coming in; then the connection is made anew. */
const PATIENT_LIMIT = 75_000;
/** Milliseconds in which a connection that is alive answers. */
const ALIVE_LIMIT = 2000;
/** Milliseconds in which a way to the server is open, or is none: some networks swallow without an answer. */
const TRY_LIMIT: Readonly<Record<Transport, number>> = { websocket: 7000, polling: 10_000 };
/** Milliseconds for one request of long polling, which the server answers every few seconds. */
const POLL_LIMIT = 20_000;
/** Refusals that pass. */
const PASSING = ["unavailable", "internal", "server_stopping", "owner_unreachable"];

export class Connection implements Requests {
  readonly #socket: Socket;
  #events = AHEAD;
  readonly #renewal: TokenRenewal;
  readonly #transports = new Transports();
  readonly #backoff = new Backoff();
  /** Ends a try that is not answered. */
  #limit: ReturnType<typeof setTimeout> | undefined;
  /** Starts the next try. */
  #wait: ReturnType<typeof setTimeout> | undefined;
  #trying = false;
  /** Whether there is a connection, or one is tried for. */
  #wanted = false;
  #wasConnected = false;
  #closed = false;

  constructor({ account, guest, session, refresh, room }: ConnectionOptions) {
    this.#renewal = new TokenRenewal(refresh);
    this.#socket = io({
      autoConnect: false,
      // Asked at each try: it may be another one by then.
      auth: (tell) => tell(guest === undefined ? { account } : { guest, session: session?.() ?? undefined }),
      ...(room === undefined ? {} : { query: { room } }),
      // One way a try, and each try in bounded time: see `#try`.
      upgrade: false,
      reconnection: false,
      requestTimeout: POLL_LIMIT,
    });
    this.#socket.on("connect", () => this.#onConnected());
    this.#socket.on("disconnect", (reason) => this.#onDisconnected(reason));
    this.#socket.on("connect_error", (error) => void this.#onRefused(error));
    window.addEventListener("online", this.#hurry);
    window.addEventListener("offline", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  /** Who is told from now on; it may be opened ahead of that. */
  listen(events: ConnectionEvents): void {
    this.#events = events;
  }

  /** Connects; where that is done already, says so once more. */
  open(): void {
    this.#wanted = true;
    if (this.#socket.connected) this.#events.onConnected();
    else if (!this.#trying) this.#try();
  }

  on<E extends ServerEvent>(event: E, handler: (payload: ServerPayload<E>) => void): void {
    const schema: z.ZodType = serverEvents[event];
    const checked = (data: unknown): void => {
      const parsed = schema.safeParse(data);
      if (parsed.success) handler(parsed.data as ServerPayload<E>);
      else console.warn(`meetd: dropped a malformed ${event}`);
    };
    (this.#socket as { on: (event: string, handler: (data: unknown) => void) => void }).on(event, checked);
  }

  /** `patient`: waits longer, and where even that is not enough the connection is made anew. */
  async request<N extends RequestName>(name: N, data: RequestMap[N], { patient = false } = {}): Promise<Result<N>> {
    const onLate = (): void => (patient ? this.#again() : this.#check());
    const limit = patient ? PATIENT_LIMIT : REQUEST_LIMIT;
    return resultOf(name, await acknowledged(this.#socket, name, data, limit, onLate));
  }

  /** Says goodbye without waiting, as when the page goes away. */
  leave(): void {
    this.#socket.emit("leave", {});
    leaveByBeacon(this.#socket);
    this.close();
  }

  close(): void {
    this.#closed = true;
    this.#stopTrying();
    window.removeEventListener("online", this.#hurry);
    window.removeEventListener("offline", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    this.#socket.disconnect();
    this.#socket.removeAllListeners();
  }

  #try(): void {
    this.#stopTrying();
    if (this.#closed || this.#socket.connected) return;
    const transport = this.#transports.next;
    this.#trying = true;
    this.#socket.io.opts.transports = [transport];
    this.#limit = setTimeout(() => {
      this.#stopTrying();
      this.#socket.disconnect();
      this.#onFailed();
    }, TRY_LIMIT[transport]);
    this.#socket.connect();
  }

  #stopTrying(): void {
    clearTimeout(this.#limit);
    clearTimeout(this.#wait);
    this.#trying = false;
  }

  #onConnected(): void {
    this.#stopTrying();
    this.#transports.connected();
    this.#backoff.connected();
    this.#renewal.connected();
    this.#wasConnected = true;
    this.#events.onConnected();
  }

  #onDisconnected(reason: string): void {
    if (this.#closed || reason === "io client disconnect") {
      // Whoever did it knows what comes next.
      if (!this.#closed && !this.#trying) this.#events.onLost();
      return;
    }
    if (this.#trying) {
      // It opened, and closed before anything was said.
      this.#stopTrying();
      this.#onFailed();
      return;
    }
    // What the server closes on purpose is no sign of a bad way.
    if (reason === "io server disconnect") this.#transports.restart();
    else this.#transports.broke();
    this.#later();
    this.#events.onLost();
  }

  /** A try came to nothing. */
  #onFailed(): void {
    if (this.#closed) return;
    if (this.#transports.failed()) this.#try();
    else this.#later();
  }

  #later(): void {
    this.#stopTrying();
    this.#wait = setTimeout(() => this.#try(), this.#backoff.next());
  }

  async #onRefused(error: Error & { data?: unknown }): Promise<void> {
    if (this.#closed) return;
    this.#stopTrying();
    const data = error.data as { code?: string; message?: string } | undefined;
    if (data?.code === undefined) {
      // An engine that opened before it failed must not end the next try.
      this.#socket.disconnect();
      this.#onFailed();
      return;
    }
    const { code, message = "" } = data;
    if (code === "unauthorized") await this.#renew(message);
    else if (PASSING.includes(code) || (code === "too_many_requests" && this.#wasConnected)) this.#later();
    else this.#refuse(code, message);
  }

  /** The token is over: gets another and tries again. */
  async #renew(message: string): Promise<void> {
    const outcome = await this.#renewal.renew();
    if (this.#closed || outcome === null) return;
    if (outcome === "now") this.#try();
    else if (outcome === "later") this.#later();
    else this.#refuse(outcome.refused, message);
  }

  #refuse(code: string, message: string): void {
    this.#wanted = false;
    this.#events.onRefused(code, message);
  }

  /** The network is back or gone, or somebody looks again: do not wait for the next try, nor believe in a
   * connection that may have gone with the network it was made on. */
  readonly #hurry = (): void => {
    if (this.#closed) return;
    if (this.#socket.connected) this.#check();
    else if (this.#wanted) this.#again();
  };

  /** Makes another connection of one that does not answer. */
  #check(): void {
    if (!this.#socket.connected) return;
    this.#socket.timeout(ALIVE_LIMIT).emit("ping", {}, (error: Error | null) => {
      if (error && this.#socket.connected) this.#again();
    });
  }

  #again(): void {
    if (this.#closed) return;
    this.#stopTrying();
    this.#socket.disconnect();
    this.#transports.restart();
    this.#try();
  }
}
