// Who leads the call: what oneself may do, what leaders do to others, and what they did to oneself.
import type { LocalMedia } from "~/devices/localMedia";
import { Store, type Readable } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type {
  Joined,
  LedBy,
  MediaAsked,
  MovedTo,
  RequestName,
  Requests as RequestMap,
  Role,
} from "~/protocol/generated";

import { notify } from "./notify";

export type Led = LedBy;
export type Asked = MediaAsked;
export type { MovedTo };
export type Rules = RequestMap["room:rules"];
/** What can be stopped for somebody. */
export type Stoppable = RequestMap["people:stop"]["source"];
export type Askable = RequestMap["people:ask"]["source"];
export type Permission = (typeof USUAL)[number] | "read" | "admit" | "moderate" | "appoint" | "manage";
export type Permissions = ReadonlySet<string>;

/** What everybody may who does not lead: a server of before tells nobody. */
const USUAL = ["join", "microphone", "camera", "present", "chat", "react", "raise hand", "rename"] as const;

/** Something that a leader did, or that the server did not do for oneself. */
export type News = { name: "led"; led: Led } | { name: "refused"; code: string; message: string };

/** What pages may ask for and see; all of it is refused by the server to who may not. */
export interface LeadingView {
  readonly permissions: Readable<Permissions>;
  /** Somebody asks for one's voice or picture; null once that is answered. */
  readonly asked: Readable<Asked | null>;
  /** What leaders do, and what was refused to oneself, until the returned function is called. */
  onNews(listener: (news: News) => void): () => void;
  /** Who leads has one go to another meeting. */
  onMoved(listener: (to: MovedTo) => void): () => void;
  answer(): void;
  stop(participantId: string, source: Stoppable): void;
  muteAll(): void;
  ask(participantId: string, source: Askable): void;
  remove(participantId: string, block: boolean): void;
  giveRole(participantId: string, role: Role): void;
  lowerHand(participantId: string): void;
  lowerHands(): void;
  setRules(rules: Rules): void;
  endForAll(): void;
}

export class Leading implements LeadingView {
  readonly permissions = new Store<Permissions>(new Set(USUAL));
  readonly asked = new Store<Asked | null>(null);
  readonly #requests: Requests;
  readonly #local: LocalMedia;
  readonly #listeners = new Set<(news: News) => void>();
  readonly #onMoved = new Set<(to: MovedTo) => void>();

  constructor(requests: Requests, local: LocalMedia) {
    this.#requests = requests;
    this.#local = local;
  }

  enter({ permissions }: Joined): void {
    this.allow(permissions);
  }

  allow(permissions: readonly string[] | null | undefined): void {
    this.permissions.set(new Set<string>(permissions ?? USUAL));
    const asked = this.asked.get();
    if (asked && !this.permissions.get().has(asked.source)) this.asked.set(null);
  }

  /** The server turned these off: so does this side, and says that it has. */
  stopped(sources: readonly string[]): void {
    if (sources.includes("microphone")) void this.#local.setMicrophone(false);
    if (sources.includes("camera")) void this.#local.setCamera(false);
    if (sources.includes("screen")) this.#local.stopScreen();
    notify(this.#requests, "media", Object.fromEntries(sources.map((source) => [source, false])));
  }

  led(led: Led): void {
    this.#tell({ name: "led", led });
  }

  movedTo(to: MovedTo): void {
    for (const listener of this.#onMoved) listener(to);
  }

  onMoved(listener: (to: MovedTo) => void): () => void {
    this.#onMoved.add(listener);
    return () => this.#onMoved.delete(listener);
  }

  onNews(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  answer(): void {
    this.asked.set(null);
  }

  stop(participantId: string, source: Stoppable): void {
    this.#request("people:stop", { participantId, source });
  }

  muteAll(): void {
    this.#request("people:mute", {});
  }

  ask(participantId: string, source: Askable): void {
    this.#request("people:ask", { participantId, source });
  }

  remove(participantId: string, block: boolean): void {
    this.#request("people:remove", { participantId, block });
  }

  giveRole(participantId: string, role: Role): void {
    this.#request("people:role", { participantId, role });
  }

  lowerHand(participantId: string): void {
    this.#request("people:hand", { participantId });
  }

  lowerHands(): void {
    this.#request("people:hands", {});
  }

  setRules(rules: Rules): void {
    this.#request("room:rules", rules);
  }

  endForAll(): void {
    this.#request("room:end", {});
  }

  #request<N extends RequestName>(name: N, data: RequestMap[N]): void {
    this.#requests.request(name, data).catch((error: unknown) => {
      const { code, message } = error instanceof SignalingError ? error : { code: "unexpected", message: "" };
      this.#tell({ name: "refused", code, message });
    });
  }

  #tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}
