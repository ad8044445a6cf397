// From a store outside React to a component that shows it.
import { useSyncExternalStore } from "react";

import type { Readable } from "./store";

export function useReadable<T>(readable: Readable<T>): T {
  return useSelected(readable, (value) => value);
}

/** A part of it: only a change of that draws again. It has to be the same object while it is the same. */
export function useSelected<T, S>(readable: Readable<T>, select: (value: T) => S): S {
  const get = (): S => select(readable.get());
  return useSyncExternalStore((listener) => readable.subscribe(listener), get, get);
}
