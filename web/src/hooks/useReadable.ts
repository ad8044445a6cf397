// From a store outside React to a component that shows it.
import { useSyncExternalStore } from "react";

import type { Readable } from "~/state/store";

export function useReadable<T>(readable: Readable<T>): T {
  const get = (): T => readable.get();
  return useSyncExternalStore((listener) => readable.subscribe(listener), get, get);
}
