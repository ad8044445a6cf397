// What is done about a path that broke or failed: another takes its place.
import { Retries } from "~/rtc/retries";

import { works, type ActivePath } from "./activePath";
import type { PathSet } from "./pathSet";

/** So long a broken direct path gets to mend while another way is known to work. */
const FAIL_OVER_AFTER_MS = 3000;

export interface FailoverOptions {
  paths: PathSet;
  /** The path that the call waits for, or goes over, failed. */
  onFailed: (reason: string) => void;
  /** One failed that nobody waits for any more. */
  onOlderFailed: () => void;
  /** Another path to the same router should take its place. */
  replace: (failed: ActivePath) => void;
}

export class Failover {
  readonly #options: FailoverOptions;
  readonly #retries = new Retries();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  /** The state of a path changed. */
  observe(active: ActivePath): void {
    const state = active.path.state.get();
    if (state === "connected") {
      this.#retries.succeeded();
      active.failures = 0;
    }
    if (active !== this.#options.paths.current || active.path.mode !== "p2p") return;
    clearTimeout(this.#timer);
    if (state === "broken") this.#timer = setTimeout(() => this.#takeStandby(active), FAIL_OVER_AFTER_MS);
  }

  /** A path cannot be had, or is lost for good. */
  failed(active: ActivePath, reason: string): void {
    const { paths } = this.#options;
    active.failures += 1;
    if (active !== paths.standby && active !== paths.newest) {
      this.#options.onOlderFailed();
      return;
    }
    if (active !== paths.standby) this.#options.onFailed(reason);
    // The server answers a direct path that failed with another mode.
    if (active.path.mode === "p2p") return;
    this.#retries.schedule(() => this.#options.replace(active));
  }

  /** Another mode began: what failed before counts no more. */
  begin(): void {
    this.#retries.reset();
  }

  reset(): void {
    this.#retries.reset();
    clearTimeout(this.#timer);
  }

  /** A direct path does not mend, and the way through the SFU works. */
  #takeStandby(broken: ActivePath): void {
    const { current, next, standby } = this.#options.paths;
    if (broken !== current || next || !standby || !works(standby)) return;
    this.#options.onFailed("the direct path broke");
  }
}
