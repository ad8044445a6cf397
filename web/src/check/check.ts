// One check: what is looked at, in which order, and what was found so far. All of it ends when it is closed.
import { ApiError } from "~/api/errors";
import type { LocalMedia } from "~/devices/localMedia";
import { Store } from "~/lib/store";
import type { CheckAnswer, EchoAnswer } from "~/protocol/answers";

import { lookAtAddress, lookAtStorage, lookAtWebrtc } from "./browser";
import { lookAtDevice } from "./capture";
import { ill, left, poor, type Outcome, type RelayWay, type Row, type Subject } from "./finding";
import { lookAtRelay, lookAtStun, wayOf } from "./relay";
import { lookAtPolling, lookAtWebsocket } from "./sockets";
import { WorkerWay } from "./worker";

/** Addresses of relays that are looked at: more than any service should have. */
const MOST_RELAYS = 6;

export interface CheckOptions {
  local: LocalMedia;
  begin: (dtlsParameters: EchoAnswer["dtlsParameters"], signal: AbortSignal) => Promise<CheckAnswer>;
}

export class Check {
  readonly rows = new Store<readonly Row[]>([]);
  readonly done = new Store(false);
  readonly #options: CheckOptions;
  readonly #stop = new AbortController();

  constructor(options: CheckOptions) {
    this.#options = options;
  }

  /** Looks at everything; resolves when all is found, or when it was closed. */
  async run(): Promise<void> {
    const { local } = this.#options;
    const { signal } = this.#stop;
    await Promise.allSettled([
      this.#look("address", lookAtAddress),
      this.#look("webrtc", lookAtWebrtc),
      this.#look("storage", lookAtStorage),
      this.#look("camera", () => lookAtDevice("camera", local, signal)),
      this.#look("microphone", () => lookAtDevice("microphone", local, signal)),
      this.#look("polling", () => lookAtPolling(signal)),
      this.#look("websocket", () => lookAtWebsocket(signal)),
      this.#ways(),
    ]);
    if (!signal.aborted) this.done.set(true);
  }

  close(): void {
    this.#stop.abort(new DOMException("The check was closed.", "AbortError"));
  }

  /** The relays, the worker, and what the way to it is like. */
  async #ways(): Promise<void> {
    const { signal } = this.#stop;
    this.#put({ id: "stun", subject: "stun", state: "running", outcome: null });
    this.#put({ id: "worker", subject: "worker", state: "running", outcome: null });
    this.#put({ id: "line", subject: "line", state: "running", outcome: null });
    let way: WorkerWay | null = null;
    try {
      if (lookAtWebrtc().state !== "well") throw new Error("There is no WebRTC.");
      const its = (way = new WorkerWay());
      const answer = await its.begin(this.#options.begin, signal);
      await Promise.all([this.#relays(answer), this.#worker(its, answer)]);
    } catch (error) {
      if (signal.aborted) return;
      const tooMany = error instanceof ApiError && error.code === "too_many_requests";
      this.#found("stun", left(tooMany ? "tooMany" : "notAsked"));
      this.#found("worker", tooMany ? poor("tooMany") : ill("notAsked"));
      this.#found("line", left("lineLeft"));
    } finally {
      way?.close();
    }
  }

  async #relays({ iceServers }: CheckAnswer): Promise<void> {
    const { signal } = this.#stop;
    const named = (iceServers as RTCIceServer[]).flatMap((server) =>
      [server.urls].flat().map((url) => ({ ...server, urls: url })),
    );
    const stun = named.find(({ urls }) => urls.startsWith("stun"));
    const relays = named
      .flatMap((server) => {
        const way = wayOf(server.urls);
        return way ? [{ server, way }] : [];
      })
      .slice(0, MOST_RELAYS);
    if (relays.length === 0) await this.#look("relay", () => poor("relayNone"));
    await Promise.all([
      this.#look("stun", () => lookAtStun(stun, signal)),
      ...relays.map(({ server, way }) => this.#look("relay", () => lookAtRelay(server, signal), way)),
    ]);
    // One that works is enough.
    const [good] = this.rows.get().filter(({ subject, state }) => subject === "relay" && state === "well");
    const gone = this.rows.get().filter(({ outcome }) => outcome?.code === "relayGone");
    if (good) for (const { id } of gone) this.#found(id, poor("relayBeside"));
  }

  async #worker(way: WorkerWay, answer: CheckAnswer): Promise<void> {
    const { signal } = this.#stop;
    let there = false;
    await this.#look("worker", async () => {
      const outcome = await way.connect(answer, signal);
      there = outcome.state !== "ill";
      return outcome;
    });
    await this.#look("line", () => (there ? way.measure(signal) : left("lineLeft")));
  }

  async #look(subject: Subject, look: () => Outcome | Promise<Outcome>, way?: RelayWay): Promise<void> {
    const id = way ? `${subject} ${way.transport} ${way.port}` : subject;
    this.#put({ id, subject, ...(way && { way }), state: "running", outcome: null });
    const outcome = await look();
    if (!this.#stop.signal.aborted) this.#found(id, outcome);
  }

  #found(id: string, outcome: Outcome): void {
    this.rows.update((rows) => rows.map((row) => (row.id === id ? { ...row, state: outcome.state, outcome } : row)));
  }

  #put(row: Row): void {
    this.rows.update((rows) =>
      rows.some(({ id }) => id === row.id) ? rows.map((one) => (one.id === row.id ? row : one)) : [...rows, row],
    );
  }
}
