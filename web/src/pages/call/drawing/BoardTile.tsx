// The room's board, among the people: paper that everybody sees, and draws on who may.
import { Pin, PinOff, Presentation, X } from "lucide-react";
import { memo, useRef } from "react";

import { BOARD } from "~/call/board";
import type { CallView } from "~/call/view";
import { cx } from "~/lib/cx";
import { useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";

import { failed } from "~/pages/call/failed";
import type { Rect } from "~/pages/call/grid";
import { useMotion } from "~/pages/call/useMotion";
import { ASPECT } from "./boardPicture";
import { DrawButton, DrawingLayer } from "./DrawingLayer";
import { contentBox } from "./geometry";
import { SaveBoard } from "./SaveBoard";
import { useClearsBoard, useClosesBoard } from "./useBoard";
import { useMayDraw } from "./useDrawing";

interface Props {
  call: CallView;
  rect: Rect;
  pinned: boolean;
  onPin: ((tileId: string) => void) | undefined;
}

const ON_PAPER = "bg-scrim text-on-stage hover:bg-scrim hover:text-on-stage data-[state=open]:bg-scrim";

export const BoardTile = memo(function BoardTile({ call, rect, pinned, onPin }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const mayDraw = useMayDraw(call, BOARD, false);
  const isEmpty = useSelected(call.drawings.of(BOARD), ({ strokes }) => strokes.length === 0);
  const clears = useClearsBoard(call);
  const closes = useClosesBoard(call);
  useMotion(frame, rect);
  const paper = contentBox(rect, ASPECT);
  return (
    <div
      ref={frame}
      data-testid="tile"
      data-participant={BOARD}
      data-source="board"
      style={{ left: rect.x, top: rect.y, width: rect.width, height: rect.height }}
      className="group absolute overflow-hidden rounded-lg bg-tile"
    >
      <div
        style={{ left: paper.x, top: paper.y, width: paper.width, height: paper.height }}
        className="absolute flex items-center justify-center bg-paper px-4 text-center text-on-paper"
      >
        {isEmpty && <p>{mayDraw ? t.board.emptyYours : t.board.empty}</p>}
      </div>
      <DrawingLayer
        call={call}
        on={BOARD}
        aspect={ASPECT}
        own={false}
        onClear={clears ? () => call.drawings.clear(BOARD) : undefined}
      />
      <p className="pointer-events-none absolute bottom-2 left-2 flex h-6 items-center gap-1.5 rounded-full bg-scrim px-2.5 text-xs font-medium text-on-stage">
        <Presentation aria-hidden className="size-3.5 shrink-0" />
        {t.board.name}
      </p>
      <div
        className={cx(
          "absolute top-2 right-2 z-10 flex gap-1 transition-opacity group-hover:opacity-100 has-focus-visible:opacity-100 has-[[data-state=open]]:opacity-100 [@media(hover:none)]:opacity-100",
          pinned || isEmpty ? "opacity-100" : "opacity-0",
        )}
      >
        <DrawButton call={call} on={BOARD} own={false} label={t.board.draw} className={ON_PAPER} />
        {onPin && (
          <IconButton
            icon={pinned ? PinOff : Pin}
            label={pinned ? t.board.unpin : t.board.pin}
            size="sm"
            aria-pressed={pinned}
            onClick={() => onPin(BOARD)}
            className={ON_PAPER}
          />
        )}
        <SaveBoard call={call} className={ON_PAPER} />
        {closes && (
          <IconButton
            icon={X}
            label={t.board.close}
            size="sm"
            onClick={() => void call.board.close().catch(failed)}
            className={ON_PAPER}
          />
        )}
      </div>
    </div>
  );
}, sameProps);

/** A change of the window draws it again only where that moves it. */
function sameProps(a: Props, b: Props): boolean {
  return (
    a.call === b.call &&
    a.pinned === b.pinned &&
    a.onPin === b.onPin &&
    a.rect.x === b.rect.x &&
    a.rect.y === b.rect.y &&
    a.rect.width === b.rect.width &&
    a.rect.height === b.rect.height
  );
}
