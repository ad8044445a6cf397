// Signs that pass: handed to whoever draws them, and kept nowhere.
import type { Given, Sign } from "~/protocol/generated";

export const SIGNS = ["thumbsUp", "heart", "applause", "laugh", "surprise", "party"] as const satisfies readonly Sign[];

/** `sign` of `participantId`; not for React state: they come by the dozen. */
export type OnReaction = (participantId: string, sign: Sign) => void;

export class Reactions {
  readonly #listeners = new Set<OnReaction>();

  listen(listener: OnReaction): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A newer server may know signs that this page does not: those are left out. */
  receive(given: readonly Given[]): void {
    for (const { participantId, sign } of given) {
      const known = SIGNS.find((each) => each === sign);
      if (known) for (const listener of this.#listeners) listener(participantId, known);
    }
  }
}
