import { limits, type LimitInForce } from "~/api/admin";
import { t } from "~/text/t";
import { Section } from "~/ui/Section";

import { Loaded } from "./Loaded";
import { useAnswer } from "./useAnswer";

/** Milliseconds: they change with the server alone. */
const AGAIN = 600_000;

export function Limits() {
  const [answer, again] = useAnswer(limits, "", AGAIN);
  return (
    <Section title={t.limits.heading} text={t.limits.text}>
      <Loaded answer={answer} again={again}>
        {(items) => (
          <dl className="divide-y divide-line">
            {items.map((limit) => (
              <Row key={limit.name} limit={limit} />
            ))}
          </dl>
        )}
      </Loaded>
    </Section>
  );
}

function Row({ limit: { name, value, unit, variable } }: { limit: LimitInForce }) {
  return (
    <div className="flex items-baseline justify-between gap-4 py-2">
      <dt className="min-w-0 flex-1">
        {(t.limits.names as Readonly<Record<string, string>>)[name] ?? name}
        {variable !== null && <span className="block font-mono text-sm text-ink-muted wrap-anywhere">{variable}</span>}
      </dt>
      <dd className="shrink-0 font-medium tabular-nums">{t.limits.value(value, unit)}</dd>
    </div>
  );
}
