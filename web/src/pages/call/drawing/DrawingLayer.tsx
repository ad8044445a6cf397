// What is drawn over a screen that somebody presents, and the tools of who draws there.
import { Pencil } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent, type RefObject } from "react";

import type { CallView, Tile } from "~/call/view";
import { cx } from "~/lib/cx";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

import { DrawingTools } from "./DrawingTools";
import { Surface } from "./Surface";
import { drawingOn } from "./tool";
import { useAspect } from "./useAspect";

interface Props {
  call: CallView;
  tile: Tile;
}

export function DrawingLayer({ call, tile, picture }: Props & { picture: RefObject<HTMLElement | null> }) {
  const on = tile.participantId;
  const { drawings } = call;
  const view = useReadable(drawings.of(on));
  const leads = useSelected(call.leading.permissions, (may) => may.has("moderate"));
  const active = useIsActive(call, tile);
  const aspect = useAspect(picture);
  useEffect(
    () => () => {
      // What is presented now is another one.
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
          onClear={tile.local || leads ? () => drawings.clear(on) : undefined}
          others={tile.local ? { allowed: view.allowed, onChange: (allowed) => drawings.allow(allowed) } : undefined}
          onClose={stop}
          className="absolute bottom-10 left-1/2 z-10 -translate-x-1/2"
        />
      )}
    </div>
  );
}

/** Begins and ends drawing there; nothing for who may not. */
export function DrawButton({ call, tile, className }: Props & { className: string }) {
  const may = useMayDraw(call, tile);
  const active = useIsActive(call, tile);
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
      label={tile.local ? t.draw.startOwn : t.draw.start(isolated(tile.username))}
      size="sm"
      aria-pressed={active}
      onClick={() => drawingOn.set(active ? null : tile.participantId)}
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

function useMayDraw(call: CallView, tile: Tile): boolean {
  const permitted = useSelected(call.leading.permissions, (may) => may.has("draw"));
  const allowed = useSelected(call.drawings.of(tile.participantId), (view) => view.allowed);
  return permitted && (allowed || tile.local);
}

function useIsActive(call: CallView, tile: Tile): boolean {
  const may = useMayDraw(call, tile);
  return useReadable(drawingOn) === tile.participantId && may;
}
