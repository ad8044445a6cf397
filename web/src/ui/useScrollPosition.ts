// A page that is gone to begins at its top; one that is come back to, where it was left. The browser alone lets a
// new page begin as far down as the old one was.
import { useLayoutEffect } from "react";
import { useLocation, useNavigationType } from "react-router";

/** Milliseconds in which what a page is made of has come, as a list from the server. */
const GROWS_FOR_MS = 2000;
/** What says that the person goes somewhere. */
const OWN = ["wheel", "touchstart", "keydown"] as const;
/** How far down each entry of the history was left; those of before a reload the browser knows. */
const left = new Map<string, number>();

export function useScrollPosition(): void {
  const { key } = useLocation();
  const type: string = useNavigationType();

  useLayoutEffect(() => {
    const wanted = type === "POP" ? left.get(key) : 0;
    const note = (): void => void left.set(key, window.scrollY);
    const stop = wanted === undefined ? undefined : reach(wanted);
    window.addEventListener("scroll", note);
    return () => {
      window.removeEventListener("scroll", note);
      stop?.();
    };
  }, [key, type]);
}

/** Scrolls there, as soon as the page is long enough, unless the person goes elsewhere first. */
function reach(wanted: number): () => void {
  const until = performance.now() + GROWS_FOR_MS;
  let frame = 0;
  const stop = (): void => {
    cancelAnimationFrame(frame);
    for (const event of OWN) window.removeEventListener(event, stop);
  };
  const approach = (): void => {
    window.scrollTo(0, wanted);
    if (Math.abs(window.scrollY - wanted) < 1 || performance.now() > until) stop();
    else frame = requestAnimationFrame(approach);
  };
  for (const event of OWN) window.addEventListener(event, stop, { passive: true });
  approach();
  return stop;
}
