// How the call is connected: to the server by the socket, and to the others by media, which may go on
// without the server. What is said of it has to be true: nobody is seen unawares.
import { Store } from "~/lib/store";
import type { PathState } from "~/rtc/path";

import type { LinkState, MediaState } from "./view";

/** Milliseconds in which the browser notices that a path leads nowhere any more. */
const NOTICED_WITHIN = 5000;

export interface LinkEnds {
  /** Was let in. */
  joined: boolean;
  /** The socket is there. */
  socket: boolean;
  path: PathState;
  /** There is nobody to be seen by. */
  alone: boolean;
}

export class Link {
  readonly state = new Store<LinkState>("connecting");
  readonly media = new Store<MediaState>("flows");
  #wasConnected = false;
  #away = false;
  #noticed: ReturnType<typeof setTimeout> | undefined;

  update({ joined, socket, path, alone }: LinkEnds): void {
    const fine = joined && socket && path !== "broken";
    if (fine && path === "connected") this.#wasConnected = true;
    const away = !fine && this.#wasConnected;
    this.#judge(away, path === "connected" && !alone);
    if (fine) this.state.set(path === "connected" ? "connected" : "connecting");
    else this.state.set(away ? "reconnecting" : "connecting");
  }

  close(): void {
    clearTimeout(this.#noticed);
  }

  #judge(away: boolean, hasWay: boolean): void {
    const justLost = away && !this.#away;
    this.#away = away;
    if (!away) this.#settle("flows");
    else if (!hasWay) this.#settle("stands");
    else if (justLost) {
      // What took the socket may have taken the path too.
      this.#settle("unknown");
      this.#noticed = setTimeout(() => this.media.set("flows"), NOTICED_WITHIN);
    } else if (this.media.get() === "stands") this.#settle("flows");
  }

  #settle(media: MediaState): void {
    clearTimeout(this.#noticed);
    this.media.set(media);
  }
}
