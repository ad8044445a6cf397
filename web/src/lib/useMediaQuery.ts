import { useSyncExternalStore } from "react";

/** Room for panels beside the stage and for all controls in one row. */
export const WIDE = "(min-width: 48rem)";

export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
    () => true,
  );
}
