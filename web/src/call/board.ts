// The room's board: whether it is open, and by whom. What is drawn on it is among the drawings.
import { Store, type Readable } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import type { Joined } from "~/protocol/generated";

/** What the board is called where else is the participant who presents. */
export const BOARD = "board";

export interface BoardView {
  /** The user who opened it; null while it is closed. */
  readonly opener: Readable<string | null>;
  /** Shows it to everybody. Fails with a SignalingError. */
  open(): Promise<void>;
  /** Puts it away, with all that is drawn on it. Fails with a SignalingError. */
  close(): Promise<void>;
}

export class Board implements BoardView {
  readonly opener = new Store<string | null>(null);
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  enter({ board }: Joined): void {
    this.opener.set(board ?? null);
  }

  async open(): Promise<void> {
    await this.#requests.request("board:open", {});
  }

  async close(): Promise<void> {
    await this.#requests.request("board:close", {});
  }
}
