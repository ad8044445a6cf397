// A meetd meeting inside a page of one's own: makes the frame, passes commands to it and hears what happens there.
import type { EmbedCommand, EmbedEvent, EmbedEvents, Theme, Versioned } from "./messages.js";

export type { EmbedCommand, EmbeddedParticipant, EmbedEvent, EmbedEvents, Theme } from "./messages.js";

export interface EmbedOptions {
  /** The link of a join token, or of a room. */
  url: string;
  theme?: Theme;
  /** A BCP 47 tag; one of a language that the meeting does not speak leaves it as it is: see `ready` and `error`. */
  language?: string;
  /** Joins at once, without the page before joining. */
  join?: boolean;
  /** What the frame is called for who does not see it. */
  title?: string;
}

const VERSION = 1;
/** Milliseconds until a meeting that says nothing counts as not there. */
const READY_LIMIT = 60_000;
const MAY = [
  "camera",
  "microphone",
  "display-capture",
  "autoplay",
  "fullscreen",
  "clipboard-write",
  "screen-wake-lock",
];

type Listener<N extends keyof EmbedEvents> = (event: EmbedEvents[N]) => void;

/** The address of a room's page for frames. Raises TypeError: it is no link of a room. */
export function frameUrl({ url, theme, language }: EmbedOptions): URL {
  const given = new URL(url);
  const code = /^\/(?:embed\/)?([^/]+)\/?$/.exec(given.pathname)?.[1];
  if (code === undefined || !["https:", "http:"].includes(given.protocol)) throw new TypeError(`no room at ${url}`);
  const said = new URLSearchParams(given.hash.slice(1));
  if (theme !== undefined) said.set("theme", theme);
  if (language !== undefined) said.set("language", language);
  const address = new URL(`/embed/${code}`, given.origin);
  address.hash = said.toString();
  return address;
}

export class MeetdEmbed {
  readonly iframe: HTMLIFrameElement;
  readonly #origin: string;
  readonly #listeners = new Map<string, Set<(event: never) => void>>();
  /** What was asked before the meeting was there; null: it is. */
  #waiting: EmbedCommand[] | null = [];
  readonly #limit: ReturnType<typeof setTimeout>;

  constructor(parent: Element, options: EmbedOptions) {
    const address = frameUrl(options);
    this.#origin = address.origin;
    if (options.join) this.join();
    window.addEventListener("message", this.#onMessage);
    this.#limit = setTimeout(() => this.#onSilence(), READY_LIMIT);
    this.iframe = document.createElement("iframe");
    this.iframe.title = options.title ?? "Meeting";
    this.iframe.allow = MAY.map((feature) => `${feature} ${address.origin}`).join("; ");
    // Tells the meeting whose page it is in, and no more.
    this.iframe.referrerPolicy = "origin";
    Object.assign(this.iframe.style, { width: "100%", height: "100%", border: "0", display: "block" });
    this.iframe.src = address.href;
    parent.append(this.iframe);
  }

  join(): void {
    this.#send({ type: "join" });
  }

  leave(): void {
    this.#send({ type: "leave" });
  }

  mute(): void {
    this.#send({ type: "mute" });
  }

  unmute(): void {
    this.#send({ type: "unmute" });
  }

  camera(on: boolean): void {
    this.#send({ type: "camera", on });
  }

  theme(theme: Theme): void {
    this.#send({ type: "theme", theme });
  }

  language(language: string): void {
    this.#send({ type: "language", language });
  }

  /** Hears of an event until the returned function is called. */
  on<N extends keyof EmbedEvents>(name: N, listener: Listener<N>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Takes the frame away; who is in the meeting leaves it. */
  destroy(): void {
    clearTimeout(this.#limit);
    window.removeEventListener("message", this.#onMessage);
    this.#listeners.clear();
    this.#waiting = null;
    this.iframe.remove();
  }

  #send(command: EmbedCommand): void {
    if (this.#waiting) this.#waiting.push(command);
    else this.iframe.contentWindow?.postMessage({ meetd: VERSION, ...command }, this.#origin);
  }

  readonly #onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source === null || source !== this.iframe.contentWindow || origin !== this.#origin) return;
    if (!isEvent(data)) return;
    if (data.type === "ready") this.#onReady();
    for (const listener of [...(this.#listeners.get(data.type) ?? [])]) listener(data as never);
  };

  #onReady(): void {
    clearTimeout(this.#limit);
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const command of waiting) this.#send(command);
  }

  /** The meeting does not come, or its server does not let this page's origin show it. */
  #onSilence(): void {
    const error = { code: "not_ready", message: "The meeting did not open in this page." };
    for (const listener of [...(this.#listeners.get("error") ?? [])]) listener(error as never);
  }
}

/** Shows a meeting in that element. Raises TypeError: the link is none of a room. */
export function embed(parent: Element, options: EmbedOptions): MeetdEmbed {
  return new MeetdEmbed(parent, options);
}

function isEvent(data: unknown): data is Versioned<EmbedEvent> {
  return typeof data === "object" && data !== null && "meetd" in data && data.meetd === VERSION && "type" in data;
}
