import type { RefObject } from "react";

import type { CallView, Tile } from "~/call/view";
import { useSelected } from "~/lib/useReadable";

import { DrawingLayer } from "./DrawingLayer";
import { useAspect } from "./useAspect";

interface Props {
  call: CallView;
  tile: Tile;
  picture: RefObject<HTMLElement | null>;
}

/** What is drawn over a screen that somebody presents. */
export function ScreenDrawing({ call, tile, picture }: Props) {
  const { drawings, leading } = call;
  const { participantId: on, local } = tile;
  const leads = useSelected(leading.permissions, (may) => may.has("moderate"));
  const allowed = useSelected(drawings.of(on), (view) => view.allowed);
  const aspect = useAspect(picture);
  return (
    <DrawingLayer
      call={call}
      on={on}
      own={local}
      aspect={aspect}
      onClear={local || leads ? () => drawings.clear(on) : undefined}
      others={local ? { allowed, onChange: (may) => drawings.allow(may) } : undefined}
    />
  );
}
