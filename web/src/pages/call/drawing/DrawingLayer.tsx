// What is drawn over a picture, and the tools of who draws there.
import { Pencil } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";

import type { CallView } from "~/call/view";
import { cx } from "~/lib/cx";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

import { DrawingTools, type DrawingToolsProps } from "./DrawingTools";
import { Surface } from "./Surface";
import { drawingOn } from "./tool";
import { useIsDrawing, useMayDraw } from "./useDrawing";

interface Place {
  call: CallView;
  /** The participant who presents it, or the board. */
  on: string;
  /** Oneself presents it. */
  own: boolean;
}

interface Props extends Place, Pick<DrawingToolsProps, "onClear" | "others"> {
  aspect: number;
}

export function DrawingLayer({ call, on, own, aspect, onClear, others }: Props) {
  const { drawings } = call;
  const view = useReadable(drawings.of(on));
  const active = useIsDrawing(call, on, own);
  useEffect(
    () => () => {
      // What is shown now is another one.
      if (drawingOn.get() === on) drawingOn.set(null);
    },
    [on],
  );
  if (!active && view.strokes.length === 0 && view.lasers.length === 0) return null;

  const stop = (): void => drawingOn.set(null);
  const undo = (): void => drawings.undo(on);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") stop();
    else if (isUndo(event)) undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div data-testid="drawing" onKeyDown={onKeyDown} className="absolute inset-0">
      <Surface
        view={view}
        aspect={aspect}
        active={active}
        onBegin={(tool, points, text) => drawings.begin(on, tool, points, text)}
        nameOf={(userId) => nameOf(call, userId)}
      />
      {active && (
        <DrawingTools
          onUndo={undo}
          onClear={onClear}
          others={others}
          onClose={stop}
          className="absolute bottom-10 left-1/2 z-10 -translate-x-1/2"
        />
      )}
    </div>
  );
}

/** Begins and ends drawing there; nothing for who may not. */
export function DrawButton({ call, on, own, label, className }: Place & { label: string; className: string }) {
  const may = useMayDraw(call, on, own);
  const active = useIsDrawing(call, on, own);
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(active);
  useEffect(() => {
    // The tools are gone, and with them what had the focus.
    if (before.current && !active && document.activeElement === document.body) button.current?.focus();
    before.current = active;
  }, [active]);
  if (!may) return null;
  return (
    <IconButton
      ref={button}
      icon={Pencil}
      label={label}
      size="sm"
      aria-pressed={active}
      onClick={() => drawingOn.set(active ? null : on)}
      className={cx(className, "aria-pressed:bg-accent aria-pressed:text-on-accent")}
    />
  );
}

function isUndo(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
}

function nameOf(call: CallView, userId: string): string {
  const person = call.participants.get().find((other) => other.userId === userId);
  return person ? isolated(person.username) : t.reactions.you;
}
