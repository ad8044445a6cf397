// What is drawn on what people present: by others, and by oneself at once, before the server says so.
import { newId } from "~/lib/newId";
import { Store, type Readable } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { DrawingInfo, DrawingTool, DrawnPiece, RequestName, Requests as RequestMap } from "~/protocol/generated";

import { StrokeSender } from "./strokeSender";

export const TOOLS = ["laser", "pen", "arrow", "text"] as const satisfies readonly DrawingTool[];
export type Tool = (typeof TOOLS)[number];
/** The right and the lower edge of a picture, in the coordinates of strokes. */
export const SCALE = 65_535;
/** Points after which another stroke is begun. */
const LONGEST = 1900;
/** Milliseconds that a laser's point stays, and values of its trail. */
const LASER_STAYS = 1200;
const TRAIL = 24;

export interface Stroke {
  id: string;
  userId: string;
  tool: string;
  /** x and y in turn, 0 to SCALE. */
  points: readonly number[];
  text: string;
}

export interface DrawingView {
  /** Whether others than who presents may draw. */
  allowed: boolean;
  strokes: readonly Stroke[];
  /** Where people point now, one a person. */
  lasers: readonly Stroke[];
}

/** A stroke that oneself draws. */
export interface OwnStroke {
  add(points: readonly number[]): void;
}

export interface DrawingsView {
  of(on: string): Readable<DrawingView>;
  begin(on: string, tool: Tool, points: readonly number[], text?: string): OwnStroke;
  undo(on: string): void;
  clear(on: string): void;
  /** Lets others draw on what oneself presents, or not. */
  allow(allowed: boolean): void;
  /** Something of it was refused, until the returned function is called. */
  onRefused(listener: (code: string, message: string) => void): () => void;
}

const NOTHING: DrawingView = { allowed: true, strokes: [], lasers: [] };

export class Drawings implements DrawingsView {
  readonly #requests: Requests;
  readonly #userId: string;
  readonly #of = new Map<string, Store<DrawingView>>();
  /** Strokes of one's own that are on the page already. */
  readonly #own = new Map<string, StrokeSender>();
  readonly #lasers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #listeners = new Set<(code: string, message: string) => void>();

  constructor(requests: Requests, userId: string) {
    this.#requests = requests;
    this.#userId = userId;
  }

  of(on: string): Store<DrawingView> {
    let store = this.#of.get(on);
    if (!store) this.#of.set(on, (store = new Store(NOTHING)));
    return store;
  }

  begin(on: string, tool: Tool, points: readonly number[], text = ""): OwnStroke {
    let stroke = this.#start(on, tool, text);
    stroke.add(points);
    return {
      add: (more) => {
        const long = this.of(on)
          .get()
          .strokes.find(({ id }) => id === stroke.id);
        if (long && long.points.length >= 2 * LONGEST) {
          stroke = this.#start(on, tool, text);
          stroke.add(long.points.slice(-2));
        }
        stroke.add(more);
      },
    };
  }

  undo(on: string): void {
    this.#request("draw:undo", { on });
  }

  clear(on: string): void {
    this.#request("draw:clear", { on });
  }

  allow(allowed: boolean): void {
    this.#request("draw:allow", { allowed });
  }

  onRefused(listener: (code: string, message: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The server is about to tell all that there is. */
  forget(): void {
    this.#abort(() => true);
    for (const timer of this.#lasers.values()) clearTimeout(timer);
    this.#lasers.clear();
    for (const store of this.#of.values()) store.set(NOTHING);
  }

  shown(drawings: readonly DrawingInfo[]): void {
    for (const { on, allowed, strokes } of drawings) this.of(on).set({ allowed, strokes, lasers: [] });
  }

  stroked(on: string, pieces: readonly DrawnPiece[]): void {
    for (const piece of pieces) if (!this.#own.has(piece.strokeId)) this.#draw(on, piece);
  }

  removed(on: string, strokeId: string): void {
    this.#abort((id) => id === strokeId);
    this.#change(on, (strokes) => strokes.filter(({ id }) => id !== strokeId));
  }

  cleared(on: string): void {
    const known = new Set(
      this.of(on)
        .get()
        .strokes.map(({ id }) => id),
    );
    this.#abort((id) => known.has(id));
    this.#change(on, () => []);
  }

  allowed(on: string, allowed: boolean): void {
    this.of(on).update((view) => ({ ...view, allowed }));
  }

  #start(on: string, tool: Tool, text: string): OwnStroke & { id: string } {
    const id = newId();
    const sender = new StrokeSender({
      requests: this.#requests,
      on,
      id,
      tool,
      text,
      onRefused: (points, code, message) => {
        this.#own.delete(id);
        this.#change(on, (strokes) =>
          strokes.flatMap((each) => {
            if (each.id !== id) return [each];
            return points > 0 ? [{ ...each, points: each.points.slice(0, 2 * points) }] : [];
          }),
        );
        this.#refused(code, message);
      },
    });
    this.#own.set(id, sender);
    return {
      id,
      add: (points) => {
        if (!this.#own.has(id)) return;
        this.#draw(on, { strokeId: id, userId: this.#userId, tool, points: [...points], text });
        sender.add(points);
      },
    };
  }

  #draw(on: string, piece: DrawnPiece): void {
    if (piece.tool === "laser") {
      this.#point(on, piece);
      return;
    }
    const { strokeId: id, userId, tool, points, text } = piece;
    this.#change(on, (strokes) => {
      // Nearly always the last.
      const at = strokes.findLastIndex((each) => each.id === id);
      const known = strokes[at];
      if (!known) return [...strokes, { id, userId, tool, points, text }];
      return strokes.with(at, { ...known, points: [...known.points, ...points] });
    });
  }

  /** Shows where somebody points, until they point no more. */
  #point(on: string, { strokeId: id, userId, tool, points, text }: DrawnPiece): void {
    const show = (laser: Stroke | null): void =>
      this.of(on).update((view) => {
        const others = view.lasers.filter((each) => each.userId !== userId);
        return { ...view, lasers: laser ? [...others, laser] : others };
      });
    const before = this.of(on)
      .get()
      .lasers.find((each) => each.id === id);
    show({ id, userId, tool, text, points: [...(before?.points ?? []), ...points].slice(-TRAIL) });
    const key = `${on} ${userId}`;
    clearTimeout(this.#lasers.get(key));
    const gone = (): void => {
      this.#lasers.delete(key);
      show(null);
    };
    this.#lasers.set(key, setTimeout(gone, LASER_STAYS));
  }

  #change(on: string, change: (strokes: readonly Stroke[]) => readonly Stroke[]): void {
    this.of(on).update((view) => ({ ...view, strokes: change(view.strokes) }));
  }

  /** From here on these are the server's to tell of. */
  #abort(which: (id: string) => boolean): void {
    for (const [id, sender] of this.#own) {
      if (!which(id)) continue;
      sender.stop();
      this.#own.delete(id);
    }
  }

  #request<N extends RequestName>(name: N, data: RequestMap[N]): void {
    this.#requests.request(name, data).catch((error: unknown) => {
      if (error instanceof SignalingError) this.#refused(error.code, error.message);
    });
  }

  #refused(code: string, message: string): void {
    // The line is gone, or the presentation is: that is seen anyway.
    if (code === "offline" || code === "unknown_participant") return;
    for (const listener of this.#listeners) listener(code, message);
  }
}
