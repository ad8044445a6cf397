// The path through the SFU that is kept ready while two talk directly: connected, and carrying silence.
// So the third to join finds a way that is known to work, or everybody knows before that there is none.
import type { MediaPath, PathListener } from "~/rtc/path";
import type { Mode } from "~/protocol/generated";

import { end, type ActivePath } from "./activePath";
import type { PathFactory } from "./pathFactory";
import type { PathSet } from "./pathSet";

export interface StandbyOptions {
  paths: PathSet;
  factory: Pick<PathFactory, "buildStandby" | "reuse">;
  open: (mode: Mode, build: (listener: PathListener) => MediaPath | null) => ActivePath | null;
  publishAll: (active: ActivePath) => void;
}

export class Standby {
  readonly #options: StandbyOptions;
  /** The mode for which the standby path was opened. */
  #mode: Mode | null = null;

  constructor(options: StandbyOptions) {
    this.#options = options;
  }

  /** Keeps a path ready for the mode that may come after this one. */
  keep(mode: Mode): void {
    const { paths, factory } = this.#options;
    if (this.#mode === mode) return;
    this.#mode = mode;
    if (paths.standby) {
      if (factory.reuse(paths.standby.path, mode)) return;
      end(paths.standby);
    }
    paths.standby = this.#options.open(mode, (listener) => factory.buildStandby(mode, listener));
    if (!paths.standby) return;
    paths.standby.path.setStandby?.(true);
    this.#options.publishAll(paths.standby);
  }

  /** Keeps a path that carried the call, or ends one that cannot be kept. */
  retire(active: ActivePath): void {
    const { paths } = this.#options;
    if (!active.path.setStandby || paths.standby) {
      end(active);
      return;
    }
    active.path.setStandby(true);
    active.arrived.clear();
    paths.standby = active;
  }

  /** The standby path, awake; null where there is none for that mode. */
  wake(mode: Mode): ActivePath | null {
    const { paths, factory } = this.#options;
    const active = paths.standby;
    if (!active || mode.mode === "p2p") return null;
    paths.standby = null;
    if (!factory.reuse(active.path, mode)) {
      end(active);
      return null;
    }
    active.epoch = mode.epoch;
    active.path.setStandby?.(false);
    return active;
  }

  /** Ends the standby path: the next `keep` opens another. */
  drop(): void {
    if (this.#options.paths.standby) end(this.#options.paths.standby);
    this.#options.paths.standby = this.#mode = null;
  }

  reset(): void {
    this.#mode = null;
  }
}
