// Shows on an element that somebody speaks. Levels come up to ten times a second and never pass
// through React.
import { useEffect, type RefObject } from "react";

import { SPEAKS } from "~/devices/levelMeter";

/** Listens to a voice: from 0 to 1, until the returned function is called. */
export type LevelSource = (listener: (level: number) => void) => () => void;

/** Between words somebody still speaks. */
const HOLD = 700;

export function useSpeaking(ref: RefObject<HTMLElement | null>, source: LevelSource | null): void {
  useEffect(() => {
    const element = ref.current;
    if (!element || !source) return undefined;
    let until = 0;
    const off = source((level) => {
      const now = performance.now();
      if (level > SPEAKS) until = now + HOLD;
      const speaking = String(now < until);
      if (element.dataset["speaking"] !== speaking) element.dataset["speaking"] = speaking;
    });
    return () => {
      off();
      element.dataset["speaking"] = "false";
    };
  }, [ref, source]);
}

/** Sets `--level` on an element, for a meter. */
export function useLevelVariable(ref: RefObject<HTMLElement | null>, source: LevelSource | null): void {
  useEffect(() => {
    const element = ref.current;
    if (!element || !source) return undefined;
    const off = source((level) => element.style.setProperty("--level", level.toFixed(2)));
    return () => {
      off();
      element.style.setProperty("--level", "0");
    };
  }, [ref, source]);
}
