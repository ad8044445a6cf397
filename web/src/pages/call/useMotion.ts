// Tiles that enter, move and leave with one calm transform, without a React render a frame.
import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

import type { Rect } from "./grid";

const TIMING: KeyframeAnimationOptions = { duration: 200, easing: "cubic-bezier(0.2, 0, 0, 1)" };
const AWAY: Keyframe = { opacity: 0, transform: "scale(0.92)" };

const wanted = (): boolean => !matchMedia("(prefers-reduced-motion: reduce)").matches;

/** While a window is being resized, tiles keep up with it instead of gliding after it. */
let resizedAt = -Infinity;
if (typeof window !== "undefined") {
  window.addEventListener("resize", () => (resizedAt = performance.now()));
}

export function useMotion(ref: RefObject<HTMLElement | null>, rect: Rect): void {
  const { x, y, width, height } = rect;
  const before = useRef<Rect>(null);

  useLayoutEffect(() => {
    const element = ref.current;
    const old = before.current;
    before.current = { x, y, width, height };
    if (!element || !wanted() || performance.now() - resizedAt < 250) return;
    if (!old) element.animate([AWAY, {}], TIMING);
    else {
      const from = `translate(${old.x - x}px, ${old.y - y}px) scale(${old.width / width}, ${old.height / height})`;
      element.animate([{ transform: from, transformOrigin: "0 0" }, { transformOrigin: "0 0" }], TIMING);
    }
  }, [ref, x, y, width, height]);

  useEffect(() => {
    const element = ref.current;
    return () => {
      if (element && wanted()) fadeCopy(element);
    };
  }, [ref]);
}

/** Fades out a clone of a tile, which itself is gone at once. */
function fadeCopy(element: HTMLElement): void {
  const stage = element.parentElement;
  if (!stage?.isConnected) return;
  const copy = element.cloneNode(true) as HTMLElement;
  copy.removeAttribute("data-testid");
  copy.setAttribute("aria-hidden", "true");
  copy.inert = true;
  stage.append(copy);
  copy.animate([{}, AWAY], TIMING).finished.then(
    () => copy.remove(),
    () => copy.remove(),
  );
}
