// What a meeting does together: polls, and a timer that all see.
import { Store, type Readable } from "~/lib/store";
import type { Requests } from "~/signaling/requests";
import type { Joined, Poll, Requests as RequestMap, Timer } from "~/protocol/generated";

export interface OwnPoll extends Poll {
  /** What oneself chose, by places among the options. */
  choices: readonly number[];
}

export interface RunningTimer {
  /** When it is over, by this browser's clock, in milliseconds. */
  endsAt: number;
  seconds: number;
  byName: string;
}

export type NewPoll = RequestMap["polls:create"];

/** What pages may ask for and see. What they ask for fails with a SignalingError. */
export interface ActivitiesView {
  /** The newest first. */
  readonly polls: Readable<readonly OwnPoll[]>;
  /** Null where none runs. */
  readonly timer: Readable<RunningTimer | null>;
  /** A poll was opened, or closed, until the returned function is called. */
  onPoll(listener: (poll: Poll) => void): () => void;
  create(poll: NewPoll): Promise<unknown>;
  setOpen(pollId: string, open: boolean): Promise<unknown>;
  remove(pollId: string): Promise<unknown>;
  vote(pollId: string, choices: readonly number[]): Promise<void>;
  startTimer(seconds: number): Promise<unknown>;
  extendTimer(seconds: number): Promise<unknown>;
  stopTimer(): Promise<unknown>;
}

export class Activities implements ActivitiesView {
  readonly polls = new Store<readonly OwnPoll[]>([]);
  readonly timer = new Store<RunningTimer | null>(null);
  readonly #requests: Requests;
  readonly #listeners = new Set<(poll: Poll) => void>();
  readonly #deleted = new Set<string>();
  /** Those that were told of since the list was asked for. */
  readonly #told = new Set<string>();

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  enter({ timer }: Pick<Joined, "timer">): void {
    this.setTimer(timer ?? null);
  }

  /** Asks for the polls: they may have changed while one was away. A server of before has none. */
  async load(): Promise<void> {
    this.#told.clear();
    const listed = await this.#requests.request("polls:list", {}).catch(() => null);
    if (!listed) return;
    const chosen = new Map(listed.votes.map(({ pollId, choices }) => [pollId, choices]));
    const known = new Map(this.polls.get().map((poll) => [poll.id, poll]));
    const there = listed.polls.filter(({ id }) => !this.#deleted.has(id)).reverse();
    const fresh = there.map((poll) => newer(known.get(poll.id), { ...poll, choices: chosen.get(poll.id) ?? [] }));
    // What was told meanwhile is newer than the list.
    const listedIds = new Set(there.map(({ id }) => id));
    const told = this.polls.get().filter(({ id }) => this.#told.has(id) && !listedIds.has(id));
    this.polls.set([...told, ...fresh]);
  }

  changed(poll: Poll): void {
    if (this.#deleted.has(poll.id)) return;
    const before = this.polls.get().find(({ id }) => id === poll.id);
    this.#told.add(poll.id);
    this.#put({ ...poll, choices: before?.choices ?? [] });
    const isNews = before?.state !== poll.state && poll.state !== "draft" && (before ?? poll.state === "open");
    if (isNews) for (const listener of this.#listeners) listener(poll);
  }

  deleted(pollId: string): void {
    this.#deleted.add(pollId);
    this.polls.update((polls) => polls.filter(({ id }) => id !== pollId));
  }

  setTimer(timer: Timer | null): void {
    this.timer.set(timer && { endsAt: Date.now() + timer.left, seconds: timer.seconds, byName: timer.byName });
  }

  onPoll(listener: (poll: Poll) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  create(poll: NewPoll): Promise<unknown> {
    return this.#requests.request("polls:create", poll);
  }

  setOpen(pollId: string, open: boolean): Promise<unknown> {
    return this.#requests.request("polls:open", { pollId, open });
  }

  remove(pollId: string): Promise<unknown> {
    return this.#requests.request("polls:delete", { pollId });
  }

  async vote(pollId: string, choices: readonly number[]): Promise<void> {
    const before = this.polls.get().find(({ id }) => id === pollId)?.choices ?? [];
    this.#choose(pollId, choices);
    try {
      const { poll } = await this.#requests.request("polls:vote", { pollId, choices: [...choices] });
      this.changed(poll);
    } catch (error) {
      this.#choose(pollId, before);
      throw error;
    }
  }

  startTimer(seconds: number): Promise<unknown> {
    return this.#requests.request("timer:set", { seconds });
  }

  extendTimer(seconds: number): Promise<unknown> {
    return this.#requests.request("timer:add", { seconds });
  }

  stopTimer(): Promise<unknown> {
    return this.#requests.request("timer:stop", {});
  }

  #choose(pollId: string, choices: readonly number[]): void {
    this.polls.update((polls) => polls.map((poll) => (poll.id === pollId ? { ...poll, choices } : poll)));
  }

  #put(poll: OwnPoll): void {
    this.polls.update((polls) =>
      polls.some(({ id }) => id === poll.id)
        ? polls.map((known) => (known.id === poll.id ? newer(known, poll) : known))
        : [poll, ...polls],
    );
  }
}

/** Of two states of a poll the later one. */
function newer(known: OwnPoll | undefined, poll: OwnPoll): OwnPoll {
  if (!known || known.change <= poll.change) return poll;
  return { ...known, choices: poll.choices };
}
