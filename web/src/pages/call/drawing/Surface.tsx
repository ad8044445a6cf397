// A surface to draw on, by pointer or by keys, over a picture of that proportion.
import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";

import { SCALE, type DrawingView, type OwnStroke, type Tool } from "~/call/drawings";
import { cx } from "~/lib/cx";
import { useReadable } from "~/lib/useReadable";
import { useSize } from "~/lib/useSize";
import { t } from "~/text/t";

import { contentBox, toPicture, unitsOf, WIDTH } from "./geometry";
import { LaserShape, StrokeShape } from "./Strokes";
import { tool } from "./tool";
import { Writing } from "./Writing";

type Place = readonly [number, number];

/** Pixels that a pointer moves before there is another point. */
const MOVED = 1.5;
/** Shares of the picture that an arrow key moves, without Shift and with it. */
const STEP = 0.01;
const LEAP = 0.05;
const ARROWS: Readonly<Record<string, Place>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface SurfaceProps {
  view: DrawingView;
  aspect: number;
  /** One draws; else one only sees it. */
  active: boolean;
  onBegin: (tool: Tool, points: readonly number[], text?: string) => OwnStroke;
  nameOf: (userId: string) => string;
}

export function Surface({ view, aspect, active, onBegin, nameOf }: SurfaceProps) {
  const chosen = useReadable(tool);
  const [size, measure] = useSize();
  const box = contentBox(size, aspect);
  const place = useRef<HTMLDivElement | null>(null);
  const stroke = useRef<OwnStroke | null>(null);
  const last = useRef<Place>([0, 0]);
  const [cursor, setCursor] = useState<Place | null>(null);
  const [writing, setWriting] = useState<Place | null>(null);
  const helpId = useId();

  useEffect(() => {
    if (active) place.current?.focus();
    stroke.current = null;
  }, [active, chosen]);

  const begin = (at: Place): void => {
    if (chosen === "text") setWriting(at);
    else stroke.current = onBegin(chosen, at);
  };
  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Place => {
    const { left, top } = place.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return toPicture(clientX - left, clientY - top, box);
  };
  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || writing) return;
    // The words that are about to be written have the focus then.
    if (chosen === "text") event.preventDefault();
    else event.currentTarget.setPointerCapture(event.pointerId);
    last.current = [event.clientX, event.clientY];
    setCursor(null);
    begin(placeOf(event));
  };
  const onPointerMove = (event: PointerEvent): void => {
    // A laser needs no press.
    if (!stroke.current && chosen === "laser" && event.pointerType === "mouse") begin(placeOf(event));
    if (!stroke.current) return;
    if (Math.hypot(event.clientX - last.current[0], event.clientY - last.current[1]) < MOVED) return;
    last.current = [event.clientX, event.clientY];
    stroke.current.add(placeOf(event));
  };
  const end = (): void => {
    stroke.current = null;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget) return;
    const way = ARROWS[event.key];
    const at = cursor ?? [SCALE / 2, SCALE / 2];
    if (way) {
      const step = (event.shiftKey ? LEAP : STEP) * SCALE;
      const moved: Place = [within(at[0] + way[0] * step), within(at[1] + way[1] * step * aspect)];
      setCursor(moved);
      if (stroke.current) stroke.current.add(moved);
      else if (chosen === "laser") begin(moved);
    } else if (event.key === " " || event.key === "Enter") {
      setCursor(at);
      if (stroke.current) end();
      else begin([within(at[0]), within(at[1])]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const units = cursor && unitsOf(cursor, aspect)[0];
  return (
    <div
      ref={(element) => {
        place.current = element;
        return measure(element);
      }}
      {...(active && {
        role: "application",
        tabIndex: 0,
        "aria-label": t.draw.surface,
        "aria-describedby": helpId,
        onPointerDown,
        onPointerMove,
        onPointerUp: end,
        onPointerCancel: end,
        onPointerLeave: end,
        onKeyDown,
      })}
      className={cx(
        "absolute inset-0 outline-none select-none focus-visible:inset-ring-2 focus-visible:inset-ring-speaking",
        active ? "cursor-crosshair touch-none" : "pointer-events-none",
      )}
    >
      <svg
        aria-hidden
        viewBox={`0 0 ${String(WIDTH)} ${String(WIDTH / aspect)}`}
        className="absolute inset-0 size-full"
      >
        {view.strokes.map((each) => (
          <StrokeShape key={each.id} stroke={each} aspect={aspect} />
        ))}
        {view.lasers.map((each) => (
          <LaserShape key={each.userId} stroke={each} aspect={aspect} name={nameOf(each.userId)} width={box.width} />
        ))}
        {active && units && (
          <circle cx={units[0]} cy={units[1]} r={12} className="fill-none stroke-accent" strokeWidth={3} />
        )}
      </svg>
      {active && (
        <p id={helpId} className="sr-only">
          {t.draw.surfaceHelp}
        </p>
      )}
      {active && writing && (
        <Writing
          at={writing}
          box={box}
          onDone={(words) => {
            setWriting(null);
            if (words) onBegin("text", writing, words);
            place.current?.focus();
          }}
        />
      )}
    </div>
  );
}

function within(value: number): number {
  return Math.round(Math.min(SCALE, Math.max(0, value)));
}
