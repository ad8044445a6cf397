// For tests: stands in for `socket.io-client`; the server at the other end is the test.
//   vi.mock("socket.io-client", () => import("~test/fakeSocket"));
import { vi } from "vitest";

type Handler = (...said: unknown[]) => void;

/** Something that the page asked for, or said. */
export interface Asked {
  event: string;
  data: Record<string, unknown>;
  answer: (result?: object) => void;
  refuse: (code: string) => void;
}

interface Options {
  transports?: string[];
  query?: Record<string, string>;
}

/** Socket.IO's socket, as far as `Connection` uses it. */
export class FakeSocket {
  readonly asked: Asked[] = [];
  connected = false;
  active = false;
  /** How often it was told to connect. */
  tries = 0;
  /** What the library was told; `transports` at each try. */
  readonly io: { opts: Options; engine: { id: string; transport: { name: string } } };
  /** The ways that were tried. */
  readonly tried: string[] = [];
  readonly #handlers = new Map<string, Set<Handler>>();
  /** Told when the connection is lost before they are answered. */
  readonly #waiting = new Set<Handler>();

  constructor(opts: Options) {
    this.io = { opts: { ...opts }, engine: { id: "", transport: { name: "websocket" } } };
  }

  on(event: string, handler: Handler): void {
    this.#handlers.set(event, (this.#handlers.get(event) ?? new Set()).add(handler));
  }
  once(event: string, handler: Handler): void {
    this.on(event, handler);
  }
  off(event: string, handler: Handler): void {
    this.#handlers.get(event)?.delete(handler);
  }
  removeAllListeners(): void {
    this.#handlers.clear();
  }
  connect(): this {
    this.active = true;
    this.tries += 1;
    this.tried.push(this.io.opts.transports?.[0] ?? "");
    return this;
  }
  disconnect(): this {
    this.active = false;
    this.lose("io client disconnect");
    return this;
  }
  emit(event: string, data: Asked["data"], done?: (raw: unknown) => void): void {
    this.#ask(event, data, (raw) => done?.(raw));
  }
  timeout(limit: number): { emit: (event: string, data: Asked["data"], done: Handler) => void } {
    return {
      emit: (event, data, done) => {
        const settle: Handler = (...how) => {
          clearTimeout(timer);
          if (this.#waiting.delete(settle)) done(...how);
        };
        const timer = setTimeout(() => settle(new Error("timeout")), limit);
        this.#waiting.add(settle);
        this.#ask(event, data, (raw) => settle(null, raw));
      },
    };
  }

  /** The connection is there. */
  come(): void {
    this.connected = true;
    this.tell("connect");
  }
  lose(reason = "transport close"): void {
    if (!this.connected) return;
    this.connected = false;
    this.tell("disconnect", reason);
    for (const settle of [...this.#waiting]) settle(new Error("socket has been disconnected"));
  }
  /** Something that the server, or the library, says. */
  tell(event: string, ...said: unknown[]): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) handler(...said);
  }
  /** What was asked for by that name. */
  all(event: string): Asked[] {
    return this.asked.filter((ask) => ask.event === event);
  }
  last(event: string): Asked {
    const ask = this.all(event).at(-1);
    if (!ask) throw new Error(`nobody asked for ${event}`);
    return ask;
  }

  #ask(event: string, data: Asked["data"], done: (raw: unknown) => void): void {
    this.asked.push({
      event,
      data,
      answer: (result = {}) => done({ ok: true, ...result }),
      refuse: (code) => done({ ok: false, error: { code, message: code } }),
    });
  }
}

/** Every socket that was made. */
const sockets: FakeSocket[] = [];

export function io(opts: Options): FakeSocket {
  const socket = new FakeSocket(opts);
  sockets.push(socket);
  return socket;
}

/** The one that was made last. */
export function newest(): FakeSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error("there is no socket");
  return socket;
}

/** What `Connection` listens to of the browser; undo it with `vi.unstubAllGlobals`. */
export function stubPage(): { window: EventTarget; document: EventTarget } {
  const page = { window: new EventTarget(), document: new EventTarget() };
  vi.stubGlobal("window", page.window);
  vi.stubGlobal("document", page.document);
  return page;
}
