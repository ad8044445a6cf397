// Hears that somebody else's microphone and one's own are in one physical room: what is loud here comes back
// as theirs a moment later. Two who talk by turns are loud at different times, so nobody else is taken for it.

/** Milliseconds from one level to the next, as they are compared. */
const STEP = 100;
/** So many levels are compared: eight seconds. */
const COMPARED = 80;
/** Theirs comes so many steps later at most: over the network, and through two jitter buffers. */
const LATEST = 8;
/** How alike both are at least, from -1 to 1. */
const ALIKE = 0.85;
/** How far levels go up and down at least: of noise that goes on nobody knows whose it is. */
const VARIED = 0.12;
/** How alike it is to itself, no later than so many steps, where it goes on and on. */
const REPEATED = 0.7;
/** How alike to itself it is at most between two times. */
const CHANGED = 0.3;
const LONGEST_BEAT = 40;
/** So many times in a row, one second apart. */
const TIMES = 3;

export class SameVoices {
  readonly #own: number[] = [];
  readonly #theirs = new Map<string, number[]>();
  readonly #found = new Map<string, number>();
  readonly #levels = new Map<string, number>();
  #steps = 0;

  /** The newest level of somebody, from 0 to 1. */
  hear(participantId: string, level: number): void {
    this.#levels.set(participantId, level);
  }

  /** One step of time; who is heard in the same room, each second. */
  step(selfId: string, others: readonly string[]): string | null {
    keep(this.#own, this.#levels.get(selfId) ?? 0, COMPARED);
    for (const id of this.#theirs.keys()) if (!others.includes(id)) this.#theirs.delete(id);
    for (const id of others) {
      const levels = this.#theirs.get(id) ?? [];
      this.#theirs.set(id, levels);
      keep(levels, this.#levels.get(id) ?? 0, COMPARED);
    }
    this.#steps += 1;
    if (this.#steps % (1000 / STEP) !== 0) return null;
    for (const id of others) {
      const times = isEcho(this.#own, this.#theirs.get(id) ?? []) ? (this.#found.get(id) ?? 0) + 1 : 0;
      this.#found.set(id, times);
      if (times >= TIMES) return id;
    }
    return null;
  }
}

function keep(levels: number[], level: number, most: number): void {
  levels.push(level);
  if (levels.length > most) levels.shift();
}

/** Whether theirs is what one's own was a moment before. */
export function isEcho(own: readonly number[], theirs: readonly number[]): boolean {
  if (own.length < COMPARED || theirs.length < COMPARED) return false;
  for (let late = 0; late <= LATEST; late++) {
    if (alike(own.slice(0, COMPARED - late), theirs.slice(late)) >= ALIKE) return !repeats(own);
  }
  return false;
}

/** Whether it becomes again what it was: one telephone rings like another, wherever that is. */
function repeats(levels: readonly number[]): boolean {
  let changed = false;
  for (let late = 1; late <= LONGEST_BEAT; late++) {
    const like = alike(levels.slice(0, COMPARED - late), levels.slice(late));
    if (changed && like >= REPEATED) return true;
    changed ||= like < CHANGED;
  }
  return false;
}

/** The correlation of both, 0 where one of them hardly varies. */
function alike(first: readonly number[], second: readonly number[]): number {
  const [one, other] = [centred(first), centred(second)];
  const [deviation, its] = [spread(one), spread(other)];
  if (deviation < VARIED || its < VARIED) return 0;
  const sum = one.reduce((total, level, index) => total + level * (other[index] ?? 0), 0);
  return sum / one.length / deviation / its;
}

function centred(levels: readonly number[]): number[] {
  const mean = levels.reduce((total, level) => total + level, 0) / levels.length;
  return levels.map((level) => level - mean);
}

const spread = (levels: readonly number[]): number =>
  Math.sqrt(levels.reduce((total, level) => total + level * level, 0) / levels.length);

/** Of a large call, those who were there first. */
const MOST = 25;

interface Person {
  id: string;
  microphone: boolean;
  bot?: boolean | null | undefined;
  companionOf?: string | null | undefined;
}

interface Heard {
  selfId: { get: () => string | null };
  participants: { get: () => readonly Person[] };
  onLevel: (participantId: string, listener: (level: number) => void) => () => void;
}

/** Whether somebody in a room is to be heard from there. */
export const sounds = ({ microphone, companionOf, bot }: Person): boolean => microphone && !companionOf && bot !== true;

/** Says who is heard in the same room, until the returned function is called. */
export function watchSameVoices(call: Heard, onFound: (participantId: string) => void): () => void {
  const voices = new SameVoices();
  const listened = new Map<string, () => void>();
  const listen = (wanted: readonly string[]): void => {
    for (const [id, stop] of listened) {
      if (wanted.includes(id)) continue;
      stop();
      listened.delete(id);
    }
    for (const id of wanted) {
      if (!listened.has(id))
        listened.set(
          id,
          call.onLevel(id, (level) => voices.hear(id, level)),
        );
    }
  };
  const timer = setInterval(() => {
    const selfId = call.selfId.get();
    if (selfId === null) return;
    const others = call.participants
      .get()
      .filter(sounds)
      .slice(0, MOST)
      .map(({ id }) => id);
    listen([selfId, ...others]);
    const found = voices.step(selfId, others);
    if (found !== null) onFound(found);
  }, STEP);
  return () => {
    clearInterval(timer);
    listen([]);
  };
}
