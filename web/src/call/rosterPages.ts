// The people of a large room, read page by page once one is in: nothing waits for them.
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";

import type { Roster } from "./roster";

export class RosterPages {
  readonly #requests: Requests;
  readonly #roster: Roster;
  #reading = 0;

  constructor(requests: Requests, roster: Roster) {
    this.#requests = requests;
    this.#roster = roster;
  }

  /** Reads all that come after this one; null: there are none. Each time that one comes in it begins anew. */
  async read(after: string | null): Promise<void> {
    const reading = ++this.#reading;
    let cursor = after;
    while (cursor !== null) {
      const page = await this.#requests.request("participants:page", { after: cursor }).catch(onlyRefused);
      // Without a connection one comes in again, and is told where to go on from.
      if (reading !== this.#reading || page === null) return;
      this.#roster.addPage(page.participants, page.nextCursor === null);
      cursor = page.nextCursor;
    }
  }

  stop(): void {
    this.#reading += 1;
  }
}

function onlyRefused(error: unknown): null {
  if (!(error instanceof SignalingError)) throw error;
  return null;
}
