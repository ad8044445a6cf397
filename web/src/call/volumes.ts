// How loud each person, and what they present, is played here: kept for this window, by person.
import { keep, kept } from "~/lib/storage";
import { Store } from "~/lib/store";
import type { Source } from "~/protocol/generated";

/** A voice, or the sound of a screen. */
export type Sound = Extract<Source, "microphone" | "screenAudio">;

interface Volume {
  /** From 0 to 1, as it was sent: WebAudio could do more, and would defeat the echo's cancellation. */
  level: number;
  /** Not played at all, whatever the level. */
  muted: boolean;
}

type Volumes = Readonly<Record<string, Volume>>;

export const FULL: Volume = { level: 1, muted: false };
const KEY = "meetd.volumes";

const keyOf = (userId: string, sound: Sound): string => `${userId}/${sound}`;

/** Watch it, and read it with `volumeOf`. */
export const volumes = new Store<Volumes>(read());

export function volumeOf(all: Volumes, userId: string, sound: Sound): Volume {
  return all[keyOf(userId, sound)] ?? FULL;
}

export function setVolume(userId: string, sound: Sound, volume: Volume): void {
  volumes.update((all) => ({ ...all, [keyOf(userId, sound)]: volume }));
  keep("session", KEY, JSON.stringify(volumes.get()));
}

/** From 0, not at all, to 1. */
export function playedAt(people: readonly { id: string; userId: string }[], id: string, source: Source): number {
  const person = people.find((each) => each.id === id);
  if (!person || (source !== "microphone" && source !== "screenAudio")) return 1;
  const { level, muted } = volumeOf(volumes.get(), person.userId, source);
  return muted ? 0 : level;
}

function read(): Volumes {
  try {
    const found: unknown = JSON.parse(kept("session", KEY) ?? "{}");
    return typeof found === "object" && found !== null
      ? Object.fromEntries(Object.entries(found).filter(isVolume))
      : {};
  } catch {
    return {};
  }
}

function isVolume(entry: [string, unknown]): entry is [string, Volume] {
  const [, value] = entry as [string, Partial<Volume> | null];
  const level = value?.level;
  return typeof level === "number" && level >= 0 && level <= 1 && typeof value?.muted === "boolean";
}
