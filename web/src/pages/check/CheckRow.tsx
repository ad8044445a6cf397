import { CircleAlert, CircleCheck, CircleMinus, CircleX, LoaderCircle, type LucideIcon } from "lucide-react";

import type { Row, State } from "~/check/finding";
import { cx } from "~/lib/cx";
import { t } from "~/text/t";

import { remedyOf, sentenceOf, titleOf } from "./words";

const LOOKS: Record<State, readonly [LucideIcon, string]> = {
  running: [LoaderCircle, "animate-spin text-ink-muted motion-reduce:animate-none"],
  well: [CircleCheck, "text-accent"],
  poor: [CircleAlert, "text-warn"],
  ill: [CircleX, "text-danger"],
  left: [CircleMinus, "text-ink-muted"],
};

/** One thing: how it is, and what to do where it is not good. */
export function CheckRow({ row }: { row: Row }) {
  const [Icon, look] = LOOKS[row.state];
  const remedy = remedyOf(row);
  return (
    <li data-testid="finding" data-subject={row.subject} data-state={row.state} className="flex items-start gap-3 py-3">
      <Icon aria-hidden className={cx("mt-0.5 size-5 shrink-0", look)} />
      <div className="min-w-0">
        <p className="font-medium">
          {titleOf(row)} <span className="sr-only">{t.check.states[row.state]}</span>
        </p>
        <p className="text-ink-muted">{sentenceOf(row)}</p>
        {remedy !== null && <p className="mt-1">{remedy}</p>}
      </div>
    </li>
  );
}
