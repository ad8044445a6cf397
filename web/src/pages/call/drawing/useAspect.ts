// The proportion of the sides of a picture that the call engine puts into a place, whenever that changes.
import { useEffect, useState, type RefObject } from "react";

const USUAL = 16 / 9;

export function useAspect(place: RefObject<HTMLElement | null>): number {
  const [aspect, setAspect] = useState(USUAL);
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const measure = (): void => {
      // Of two the first is shown: the other one takes its place later.
      const video = element.querySelector("video");
      if (video && video.videoHeight > 0) setAspect(video.videoWidth / video.videoHeight);
    };
    measure();
    // These do not bubble.
    element.addEventListener("resize", measure, true);
    element.addEventListener("loadedmetadata", measure, true);
    const replaced = new MutationObserver(measure);
    replaced.observe(element, { childList: true });
    return () => {
      element.removeEventListener("resize", measure, true);
      element.removeEventListener("loadedmetadata", measure, true);
      replaced.disconnect();
    };
  }, [place]);
  return aspect;
}
