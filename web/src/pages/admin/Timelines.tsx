// How those fared who were in a meeting: when, who, and what, as sentences.
import { useState } from "react";

import { timelines, type TimelineLine } from "~/api/admin";
import { t } from "~/text/t";
import { day, exactClock } from "~/text/time";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { Section } from "~/ui/Section";
import { ShowMore } from "~/ui/ShowMore";

import { Loaded } from "./Loaded";
import { usePages } from "./usePages";

const PAGE = 100;

interface One {
  id: string;
  name: string;
}

export function Timelines({ code }: { code: string }) {
  const [only, setOnly] = useState<One | null>(null);
  const id = only?.id ?? null;
  const { answer, more, again } = usePages(
    (before: number | null) => timelines(code, id, before, PAGE),
    `${code} ${id}`,
  );
  return (
    <Section title={t.timelines.heading} text={t.timelines.text}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        {only && (
          <>
            <p className="wrap-anywhere">{t.timelines.only(isolated(only.name))}</p>
            <Button variant="secondary" size="sm" onClick={() => setOnly(null)}>
              {t.timelines.all}
            </Button>
          </>
        )}
        <Button variant="secondary" size="sm" className="ms-auto" onClick={again}>
          {t.timelines.again}
        </Button>
      </div>
      <Loaded answer={answer} again={again}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && <p className="text-ink-muted">{t.timelines.none}</p>}
            <ol className="divide-y divide-line">
              {byTime(items).map((line) => (
                <Line key={line.id} line={line} onOnly={only ? null : setOnly} />
              ))}
            </ol>
            <ShowMore cursor={nextCursor} more={more} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** What pages tell comes some seconds later. */
const byTime = (lines: readonly TimelineLine[]): TimelineLine[] =>
  [...lines].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));

function Line({ line, onOnly }: { line: TimelineLine; onOnly: ((one: One) => void) | null }) {
  const at = new Date(line.at);
  const { participantId, name } = line;
  return (
    <li className="flex flex-wrap gap-x-3 py-2">
      <time dateTime={line.at} className="text-ink-muted tabular-nums">
        {day(at)}, {exactClock(at)}
      </time>
      {onOnly && participantId !== null && name !== null && (
        <button
          type="button"
          className="font-medium wrap-anywhere hover:underline"
          aria-label={t.timelines.onlyNamed(name)}
          onClick={() => onOnly({ id: participantId, name })}
        >
          <bdi>{name}</bdi>
        </button>
      )}
      <span className="wrap-anywhere">{t.timelines.sentence(line.kind, line.value, line.address ?? "")}</span>
    </li>
  );
}
