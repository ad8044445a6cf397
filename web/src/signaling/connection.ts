// The socket to the server: requests as promises, events by name, and coming back by itself.
import { io, type Socket } from "socket.io-client";
import type { z } from "~/zod";

import { Answer, ServerEvents, type ServerEvent, type ServerPayload } from "./protocol";

/** Why a request was not carried out. `offline`: it may or may not have arrived. */
export class SignalingError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }

  get isOffline(): boolean {
    return this.code === "offline" || this.code === "timeout";
  }
}

/** What a request needs of a connection; paths and chat take only this. */
export interface Requests {
  request<T extends z.ZodType>(event: string, data: object, answer: T): Promise<z.infer<T>>;
}

export interface ConnectionEvents {
  /** The socket is there, for the first time or again. */
  onConnected: () => void;
  onLost: () => void;
  /** It will not come back. */
  onRefused: (code: string, message: string) => void;
}

/** Milliseconds in which a request is answered, or given up. */
const REQUEST_LIMIT = 10_000;
/** Milliseconds in which a connection that is alive answers. */
const ALIVE_LIMIT = 2000;

export class Connection implements Requests {
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #refresh: () => Promise<boolean>;
  #closed = false;
  #refreshing = false;

  /** `refresh` gets a new access token; false when nobody is signed in, throws when offline. */
  constructor(refresh: () => Promise<boolean>, events: ConnectionEvents) {
    this.#events = events;
    this.#refresh = refresh;
    this.#socket = io({
      autoConnect: false,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 300,
      reconnectionDelayMax: 1500,
      timeout: 8000,
    });
    this.#socket.on("connect", () => this.#events.onConnected());
    this.#socket.on("disconnect", (reason) => {
      if (this.#closed) return;
      this.#events.onLost();
      // The server closed it on purpose: the library would leave it at that.
      if (reason === "io server disconnect") this.#socket.connect();
    });
    this.#socket.on("connect_error", (error) => void this.#onRefused(error));
    window.addEventListener("online", this.#hurry);
    window.addEventListener("offline", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  get isConnected(): boolean {
    return this.#socket.connected;
  }

  open(): void {
    this.#socket.connect();
  }

  on<E extends ServerEvent>(event: E, handler: (payload: ServerPayload<E>) => void): void {
    const schema: z.ZodType = ServerEvents[event];
    const checked = (data: unknown): void => {
      const parsed = schema.safeParse(data);
      if (parsed.success) handler(parsed.data as ServerPayload<E>);
      else console.warn(`meetd: dropped a malformed ${event}`);
    };
    (this.#socket as { on: (event: string, handler: (data: unknown) => void) => void }).on(
      event,
      checked,
    );
  }

  /** `patient`: waits for the answer as long as the socket lives, which always knows whether it does. */
  async request<T extends z.ZodType>(
    event: string,
    data: object,
    answer: T,
    { patient = false } = {},
  ): Promise<z.infer<T>> {
    if (!this.#socket.connected) throw new SignalingError("offline", "You are offline.");
    const raw: unknown = await this.#acknowledged(event, data, patient);
    const parsed = Answer.parse(raw);
    if (!parsed.ok) {
      const { code, message, fields } = parsed.error;
      // What is wrong with a field says more than that something is wrong.
      throw new SignalingError(code, Object.values(fields ?? {})[0]?.[0] ?? message);
    }
    return answer.parse(raw);
  }

  /** Says goodbye without waiting, as when the page goes away. */
  leave(): void {
    this.#socket.emit("leave", {});
    this.close();
  }

  close(): void {
    this.#closed = true;
    window.removeEventListener("online", this.#hurry);
    window.removeEventListener("offline", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    this.#socket.disconnect();
    this.#socket.removeAllListeners();
  }

  #acknowledged(event: string, data: object, patient: boolean): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const lost = (): void => settle(() => reject(new SignalingError("offline", "You are offline.")));
      const settle = (finish: () => void): void => {
        this.#socket.off("disconnect", lost);
        finish();
      };
      this.#socket.once("disconnect", lost);
      const answered = (raw: unknown): void => settle(() => resolve(raw));
      const late = (): void => settle(() => reject(new SignalingError("timeout", "The server did not answer in time.")));
      if (patient) this.#socket.emit(event, data, answered);
      else {
        this.#socket.timeout(REQUEST_LIMIT).emit(event, data, (error: Error | null, raw: unknown) => {
          if (error) late();
          else answered(raw);
        });
      }
    });
  }

  async #onRefused(error: Error & { data?: unknown }): Promise<void> {
    if (this.#closed) return;
    const data = error.data as { code?: string; message?: string } | undefined;
    if (data?.code === undefined) return; // The network: the library tries again.
    if (data.code !== "unauthorized") {
      if (data.code === "unavailable" || data.code === "internal") {
        setTimeout(() => this.#retry(), 1000);
        return;
      }
      this.#events.onRefused(data.code, data.message ?? "");
      return;
    }
    if (this.#refreshing) return;
    this.#refreshing = true;
    try {
      if (await this.#refresh()) this.#retry();
      else this.#events.onRefused("unauthorized", data.message ?? "");
    } catch {
      setTimeout(() => this.#retry(), 1000);
    } finally {
      this.#refreshing = false;
    }
  }

  #retry(): void {
    if (!this.#closed && !this.#socket.connected) this.#socket.connect();
  }

  /** The network is back or gone, or somebody looks again: do not wait for the next try, nor believe in a
   * connection that may have gone with the network it was made on. */
  readonly #hurry = (): void => {
    if (this.#closed) return;
    const again = (): void => {
      if (!this.#closed) this.#socket.disconnect().connect();
    };
    if (!this.#socket.connected) {
      if (this.#socket.active) again();
      return;
    }
    this.#socket.timeout(ALIVE_LIMIT).emit("ping", {}, (error: Error | null) => {
      if (error) again();
    });
  };
}
