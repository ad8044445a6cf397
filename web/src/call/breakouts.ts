// Breakout rooms: how they are, as the main room says, and what is called from room to room.
import { Store, type Readable } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import type {
  Breakouts as Shown,
  BreakoutsSaid,
  HelpAsked,
  Joined,
  Requests as RequestMap,
} from "~/protocol/generated";

export type { HelpAsked };

export interface BreakoutsState extends Omit<Shown, "left"> {
  /** When they close, by this browser's clock, in milliseconds; null where they are not open. */
  endsAt: number | null;
}

export type BreakoutPlan = RequestMap["breakouts:plan"];

/** What pages may ask for and see. What they ask for fails with a SignalingError. */
export interface BreakoutsView {
  /** In the main room; null where there are none. */
  readonly state: Readable<BreakoutsState | null>;
  /** When this room closes, if it is a breakout room. */
  readonly endsAt: Readable<number | null>;
  /** Somebody calls who leads; null once that is answered. */
  readonly help: Readable<HelpAsked | null>;
  /** Who leads says something to all, until the returned function is called. */
  onSaid(listener: (said: BreakoutsSaid) => void): () => void;
  /** In a breakout room: one belongs elsewhere now; null: in the main room. */
  onMoved(listener: (code: string | null) => void): () => void;
  plan(plan: BreakoutPlan): Promise<unknown>;
  assign(userId: string, room: number | null): Promise<unknown>;
  /** Somebody who has not come yet; null: is not expected any more. */
  expect(name: string, room: number | null): Promise<unknown>;
  choose(room: number): Promise<unknown>;
  open(seconds: number | null): Promise<unknown>;
  setTime(seconds: number): Promise<unknown>;
  close(): Promise<unknown>;
  say(text: string): Promise<unknown>;
  askForHelp(): Promise<unknown>;
  helped(): void;
}

const at = (left: number | null | undefined): number | null =>
  left === null || left === undefined ? null : Date.now() + left;

export class Breakouts implements BreakoutsView {
  readonly state = new Store<BreakoutsState | null>(null);
  readonly endsAt = new Store<number | null>(null);
  readonly help = new Store<HelpAsked | null>(null);
  readonly #requests: Requests;
  readonly #onSaid = new Set<(said: BreakoutsSaid) => void>();
  readonly #onMoved = new Set<(code: string | null) => void>();

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  enter({ breakouts, breakout }: Pick<Joined, "breakouts" | "breakout">): void {
    this.changed(breakouts ?? null);
    this.setTimeLeft(breakout?.left ?? null);
  }

  changed(shown: Shown | null): void {
    if (shown === null) this.state.set(null);
    else {
      const { left, ...rest } = shown;
      this.state.set({ ...rest, endsAt: at(left) });
    }
  }

  setTimeLeft(left: number | null): void {
    this.endsAt.set(at(left));
  }

  said(said: BreakoutsSaid): void {
    for (const listener of this.#onSaid) listener(said);
  }

  moved(code: string | null): void {
    for (const listener of this.#onMoved) listener(code);
  }

  onSaid(listener: (said: BreakoutsSaid) => void): () => void {
    this.#onSaid.add(listener);
    return () => this.#onSaid.delete(listener);
  }

  onMoved(listener: (code: string | null) => void): () => void {
    this.#onMoved.add(listener);
    return () => this.#onMoved.delete(listener);
  }

  helped(): void {
    this.help.set(null);
  }

  plan(plan: BreakoutPlan): Promise<unknown> {
    return this.#requests.request("breakouts:plan", plan);
  }

  assign(userId: string, room: number | null): Promise<unknown> {
    return this.#requests.request("breakouts:assign", { userId, room });
  }

  expect(name: string, room: number | null): Promise<unknown> {
    return this.#requests.request("breakouts:expect", { name, room });
  }

  choose(room: number): Promise<unknown> {
    return this.#requests.request("breakouts:choose", { room });
  }

  open(seconds: number | null): Promise<unknown> {
    return this.#requests.request("breakouts:open", { seconds });
  }

  setTime(seconds: number): Promise<unknown> {
    return this.#requests.request("breakouts:time", { seconds });
  }

  close(): Promise<unknown> {
    return this.#requests.request("breakouts:close", {});
  }

  say(text: string): Promise<unknown> {
    return this.#requests.request("breakouts:say", { text });
  }

  askForHelp(): Promise<unknown> {
    return this.#requests.request("breakout:help", {});
  }
}
