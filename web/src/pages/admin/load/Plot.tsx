import { useId } from "react";

import { useSize } from "~/lib/useSize";
import { t } from "~/text/t";
import { clock, shortDay } from "~/text/time";

import { axisTop, gaps, linePath, spaced, timeMarks, type Values } from "./plot";
import { extremes } from "./series";

const HEIGHT = 96;
/** Pixels for what is written beside and below. */
const [BESIDE, BELOW, ABOVE] = [40, 22, 8];
/** Pixels that a time has around it, up to the edge and to the next. */
const [EDGE, APART] = [30, 76];

export interface Line {
  /** Empty where there is only one. */
  name: string;
  values: Values;
}

interface Props {
  title: string;
  /** The second is dashed. */
  lines: readonly [Line] | readonly [Line, Line];
  begins: Date;
  ends: Date;
  /** The axis ends no lower than there. */
  least?: number;
  /** There are no halves of it. */
  whole?: boolean;
}

/** One figure over time: lines with gaps where nothing ran, an axis, and in words what it says. */
export function Plot({ title, lines, begins, ends, least = 1, whole = false }: Props) {
  const [{ width }, ref] = useSize();
  const id = useId();
  const known = lines.map(({ name, values }) => ({ name, its: extremes(values) }));
  const axis = (top: number): number[] => (whole && top % 2 !== 0 ? [0, top] : [0, top / 2, top]);
  const top = axisTop(Math.max(...known.map(({ its }) => its?.most ?? 0)), least);
  const length = lines[0].values.length;
  const when = (index: number): Date =>
    new Date(begins.getTime() + ((ends.getTime() - begins.getTime()) * index) / length);
  const words = known.map(({ name, its }) =>
    t.load.summary(name, its && { last: its.last, most: its.most, ...said(when(its.at), begins, ends) }),
  );
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption>
        <p id={id} className="font-medium">
          {title}
        </p>
        {words.map((sentence, index) => (
          <p key={sentence} className="flex items-center gap-2 text-sm text-ink-muted tabular-nums">
            {lines.length > 1 && <Swatch dashed={index > 0} />}
            {sentence}
          </p>
        ))}
      </figcaption>
      <div ref={ref} className="mt-1">
        {width > BESIDE && <Picture lines={lines} width={width} axis={axis(top)} begins={begins} ends={ends} />}
      </div>
    </figure>
  );
}

interface PictureProps {
  lines: Props["lines"];
  width: number;
  /** What is marked of it, from 0 to its end. */
  axis: readonly number[];
  begins: Date;
  ends: Date;
}

/** What it shows is in words beside it, and in the table. */
function Picture({ lines, width, axis, begins, ends }: PictureProps) {
  const top = Math.max(...axis);
  const inner = width - BESIDE;
  const at = (moment: Date): number =>
    ((moment.getTime() - begins.getTime()) / (ends.getTime() - begins.getTime())) * inner;
  const moments = timeMarks(begins, ends).filter((moment) => at(moment) > EDGE && at(moment) < inner - EDGE);
  const marks = spaced(moments.map(at), APART);
  return (
    <svg aria-hidden width={width} height={ABOVE + HEIGHT + BELOW} className="block text-xs">
      <g transform={`translate(${BESIDE} ${ABOVE})`}>
        {gaps(lines[0].values, inner).map((gap) => (
          <rect key={gap.x} x={gap.x} width={gap.width} height={HEIGHT} className="fill-fill" />
        ))}
        {axis.map((value) => {
          const y = HEIGHT - (value * HEIGHT) / top;
          return (
            <g key={value}>
              <line x2={inner} y1={y} y2={y} className="stroke-line" />
              <text x={-8} y={y} dy="0.32em" textAnchor="end" className="fill-ink-muted tabular-nums">
                {t.load.figure(value)}
              </text>
            </g>
          );
        })}
        {moments
          .filter((moment) => marks.includes(at(moment)))
          .map((moment) => (
            <g key={moment.getTime()} transform={`translate(${at(moment)} ${HEIGHT})`}>
              <line y2={4} className="stroke-line-strong" />
              <text y={18} textAnchor="middle" className="fill-ink-muted tabular-nums">
                {mark(moment, begins, ends)}
              </text>
            </g>
          ))}
        {lines.map(({ name, values }, index) => (
          <path
            key={name}
            d={linePath(values, inner, HEIGHT, top)}
            fill="none"
            strokeWidth={2}
            strokeLinecap="round"
            strokeLinejoin="round"
            {...look(index > 0)}
          />
        ))}
      </g>
    </svg>
  );
}

function Swatch({ dashed }: { dashed: boolean }) {
  return (
    <svg aria-hidden width={20} height={4} className="shrink-0">
      <line x1={1} x2={19} y1={2} y2={2} strokeWidth={2} strokeLinecap="round" {...look(dashed)} />
    </svg>
  );
}

const look = (dashed: boolean) =>
  dashed ? { className: "stroke-ink-muted", strokeDasharray: "1 5" } : { className: "stroke-accent" };

const hasDays = (begins: Date, ends: Date): boolean => ends.getTime() - begins.getTime() > 48 * 3_600_000;

const mark = (moment: Date, begins: Date, ends: Date): string =>
  hasDays(begins, ends) ? shortDay(moment) : clock(moment);

const said = (moment: Date, begins: Date, ends: Date): { on: string } | { at: string } =>
  hasDays(begins, ends) ? { on: shortDay(moment) } : { at: clock(moment) };
