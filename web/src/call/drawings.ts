// What is drawn on what people present: by others, and by oneself at once, before the server says so.
// Longer than other files: what one draws and what the server tells share one list, also after one was away.
import { newId } from "~/lib/newId";
import { Store, type Readable } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import { SignalingError } from "~/signaling/signalingError";
import type { DrawingInfo, DrawingTool, DrawnPiece, RequestName, Requests as RequestMap } from "~/protocol/generated";

import { AGAIN_AFTER, NOT_NOW, StrokeSender } from "./strokeSender";

export const TOOLS = ["laser", "pen", "arrow", "text"] as const satisfies readonly DrawingTool[];
export type Tool = (typeof TOOLS)[number];
/** The right and the lower edge of a picture, in the coordinates of strokes. */
export const SCALE = 65_535;
/** Points after which another stroke is begun. */
const LONGEST = 1900;
/** Tries of what the server does not carry out while the room moves. */
const TRIES = 10;
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
  /** Strokes of one's own that are on the page already, in their order. */
  readonly #own = new Map<string, StrokeSender>();
  /** Points that the server had of each when the line was lost, until it says what there is. */
  #before: Map<string, number> | null = null;
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
    // The server takes back the last that it has.
    const last = this.#last(on);
    if (!last) void this.#request("draw:undo", { on });
    else
      void last.begun.then(() => {
        // One that is gone by then is taken back.
        if (!last.isOver) void this.#request("draw:undo", { on });
      });
  }

  clear(on: string): void {
    void this.#request("draw:clear", { on });
  }

  allow(allowed: boolean): void {
    void this.#request("draw:allow", { allowed });
  }

  onRefused(listener: (code: string, message: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** There is another line: the server is about to tell all that there is. What it did not say that it has stays,
   * and is sent again once one is back in the room. */
  reconnected(): void {
    this.#before = new Map();
    for (const [id, sender] of this.#own) {
      sender.hold();
      this.#before.set(id, sender.taken);
    }
    this.#forgetLasers();
    for (const store of this.#of.values()) {
      const pending = store.get().strokes.filter(({ id }) => this.#own.get(id)?.isPending);
      store.set({ ...NOTHING, strokes: pending });
    }
  }

  /** One is back in the room. */
  entered(): void {
    for (const sender of this.#own.values()) sender.resume();
  }

  /** Nothing is drawn here any more. */
  close(): void {
    this.#abort(() => true);
    this.#forgetLasers();
    for (const store of this.#of.values()) store.set(NOTHING);
  }

  shown(drawings: readonly DrawingInfo[]): void {
    const before = this.#before ?? new Map<string, number>();
    this.#before = null;
    const told = new Map(drawings.flatMap(({ strokes }) => strokes.map((stroke) => [stroke.id, stroke] as const)));
    for (const [id, taken] of before) {
      const there = (told.get(id)?.points.length ?? 0) / 2;
      if (there < taken) {
        // It was taken away meanwhile; or the server lost some of it, and gets that again.
        if (there === 0) this.#drop(id);
        else this.#own.get(id)?.rewind(there);
      }
    }
    for (const { on, allowed, strokes } of drawings) {
      const whole = strokes.map((stroke) => ({ ...stroke, points: this.#own.get(stroke.id)?.points ?? stroke.points }));
      const others = this.of(on)
        .get()
        .strokes.filter(({ id }) => this.#own.has(id) && !told.has(id));
      this.of(on).set({ allowed, strokes: [...whole, ...others], lasers: [] });
    }
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
      after: tool === "laser" ? undefined : this.#last(on),
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

  #forgetLasers(): void {
    for (const timer of this.#lasers.values()) clearTimeout(timer);
    this.#lasers.clear();
  }

  /** One's last stroke there. */
  #last(on: string): StrokeSender | undefined {
    return [...this.#own.values()].findLast((sender) => sender.on === on && !sender.isLaser);
  }

  /** One's own stroke is not there any more. */
  #drop(id: string): void {
    const sender = this.#own.get(id);
    if (!sender) return;
    this.#abort((other) => other === id);
    this.#change(sender.on, (strokes) => strokes.filter((each) => each.id !== id));
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

  async #request<N extends RequestName>(name: N, data: RequestMap[N], tries = TRIES): Promise<void> {
    try {
      await this.#requests.request(name, data);
    } catch (error) {
      if (!(error instanceof SignalingError)) return;
      if (!NOT_NOW.includes(error.code) || tries === 1) this.#refused(error.code, error.message);
      else {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
        await this.#request(name, data, tries - 1);
      }
    }
  }

  #refused(code: string, message: string): void {
    // The line is gone, or the presentation is: that is seen anyway.
    if (code === "offline" || code === "unknown_participant") return;
    for (const listener of this.#listeners) listener(code, message);
  }
}
