// Keys that belong to the letters being composed, as of Japanese, Chinese or Korean, and not to the page.
import type { KeyboardEvent } from "react";

/** What Safari gives the key that ended a composition, after it said that the composition was over. */
const PROCESSED = 229;

export function isComposing({ nativeEvent }: Pick<KeyboardEvent, "nativeEvent">): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it
  return nativeEvent.isComposing || nativeEvent.keyCode === PROCESSED;
}
