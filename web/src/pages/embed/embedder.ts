// The page around this one, where it is in a frame: only such origins are told anything and obeyed as the server named.
import type { EmbedCommand, EmbedEvent } from "meetd-embed";

import { z } from "~/lib/zod";

const VERSION = 1;

const command: z.ZodType<EmbedCommand> = z.discriminatedUnion("type", [
  z.object({ type: z.enum(["join", "leave", "mute", "unmute"]) }),
  z.object({ type: z.literal("camera"), on: z.boolean() }),
  z.object({ type: z.literal("theme"), theme: z.enum(["system", "light", "dark"]) }),
  z.object({ type: z.literal("language"), language: z.string().max(35) }),
]);
const versioned = z.object({ meetd: z.literal(VERSION) });

/** The window and what it knows of the page around it; a test hands in another. */
export type Framed = Pick<Window, "parent" | "addEventListener" | "removeEventListener"> & {
  document: Pick<Document, "referrer" | "querySelector">;
  location: { ancestorOrigins?: ArrayLike<string> };
};

export class Embedder {
  readonly #window: Framed;
  readonly #allowed: readonly string[];

  constructor(framed: Framed = window) {
    this.#window = framed;
    const said = framed.document.querySelector('meta[name="meetd:origins"]')?.getAttribute("content") ?? "";
    this.#allowed = said === "" || framed.parent === framed ? [] : said.split(" ");
  }

  tell(event: EmbedEvent): void {
    for (const origin of this.#targets()) this.#window.parent.postMessage({ meetd: VERSION, ...event }, origin);
  }

  /** Hears what is asked, until the returned function is called. */
  listen(onCommand: (command: EmbedCommand) => void): () => void {
    const hear = ({ source, origin, data }: MessageEvent<unknown>): void => {
      if (source !== this.#window.parent || !this.#allowed.includes(origin)) return;
      if (!versioned.safeParse(data).success) return;
      const { data: asked } = command.safeParse(data);
      if (asked) onCommand(asked);
    };
    this.#window.addEventListener("message", hear);
    return () => this.#window.removeEventListener("message", hear);
  }

  /** The origin of the page around, if it is one of those; all of them, where this browser does not say whose it is:
   *  a message reaches none but the origin that it names. */
  #targets(): readonly string[] {
    const { location, document } = this.#window;
    const around =
      location.ancestorOrigins?.[0] ?? (document.referrer === "" ? null : new URL(document.referrer).origin);
    return around === null ? this.#allowed : this.#allowed.filter((origin) => origin === around);
  }
}
