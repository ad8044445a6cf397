// The size of an element, whenever it changes.
import { useCallback, useState } from "react";

export interface Measured {
  width: number;
  height: number;
}

export function useSize(): [Measured, (element: HTMLElement | null) => (() => void) | undefined] {
  const [size, setSize] = useState<Measured>({ width: 0, height: 0 });
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [size, ref];
}
