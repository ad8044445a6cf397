// Whether one may draw somewhere, and does.
import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";

import { drawingOn } from "./tool";

/** `own`: nobody but the meeting's rules may forbid it. */
export function useMayDraw(call: CallView, on: string, own: boolean): boolean {
  const permitted = useSelected(call.leading.permissions, (may) => may.has("draw"));
  const allowed = useSelected(call.drawings.of(on), (view) => view.allowed);
  return permitted && (allowed || own);
}

export function useIsDrawing(call: CallView, on: string, own: boolean): boolean {
  const may = useMayDraw(call, on, own);
  return useReadable(drawingOn) === on && may;
}
