// Strokes as shapes: sharp at any size, each drawn again only when it changes.
import { memo } from "react";

import type { Stroke } from "~/call/drawings";
import { cx } from "~/lib/cx";
import { colourOf } from "~/ui/person";

import { pathOf, POINT, RIM, TEXT_SIZE, unitsOf, WIDTH } from "./geometry";

const FILLS = [
  "fill-person-0",
  "fill-person-1",
  "fill-person-2",
  "fill-person-3",
  "fill-person-4",
  "fill-person-5",
  "fill-person-6",
  "fill-person-7",
] as const;
/** Light around it, so that it is seen on what is dark too. */
const LIGHT = "stroke-on-person [paint-order:stroke] [stroke-linejoin:round]";

/** Pixels. */
const READABLE = 12;

interface Props {
  stroke: Stroke;
  aspect: number;
}

export const StrokeShape = memo(function StrokeShape({ stroke, aspect }: Props) {
  const look = cx(FILLS[colourOf(stroke.userId, FILLS.length)], LIGHT);
  if (stroke.tool === "text") {
    const [at] = unitsOf(stroke.points, aspect);
    return at ? (
      <text x={at[0]} y={at[1]} dominantBaseline="middle" fontSize={TEXT_SIZE} strokeWidth={RIM.text} className={look}>
        {stroke.text}
      </text>
    ) : null;
  }
  const path = pathOf(stroke, aspect);
  return path === null ? null : <path data-stroke={stroke.tool} d={path} strokeWidth={RIM.line} className={look} />;
});

/** Where somebody points, the way there, and who it is, to be read in a picture that is so many pixels wide. */
export function LaserShape({ stroke, aspect, name, width }: Props & { name: string; width: number }) {
  const points = unitsOf(stroke.points, aspect);
  const at = points.at(-1);
  if (!at) return null;
  const look = FILLS[colourOf(stroke.userId, FILLS.length)];
  return (
    <g data-stroke="laser" className={cx(look, LIGHT)}>
      {points.slice(0, -1).map(([x, y], index) => (
        <circle key={index} cx={x} cy={y} r={(POINT * (index + 1)) / points.length / 1.5} opacity={0.35} />
      ))}
      <circle cx={at[0]} cy={at[1]} r={POINT} strokeWidth={4} />
      <text
        x={at[0] + 2 * POINT}
        y={at[1] + 2.5 * POINT}
        fontSize={Math.max(18, (READABLE / width) * WIDTH)}
        strokeWidth={4}
      >
        {name}
      </text>
    </g>
  );
}
