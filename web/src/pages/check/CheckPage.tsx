// Whether meetings will work in this browser, here: what is looked at, what was found, and what to do.
import { Copy } from "lucide-react";

import type { Check } from "~/check/check";
import type { Row, Subject } from "~/check/finding";
import { Store } from "~/lib/store";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyText } from "~/ui/copy";
import { Section } from "~/ui/Section";

import { CheckRow } from "./CheckRow";
import { Preview } from "./Preview";
import { useCheck } from "./useCheck";
import { reportOf, verdictOf } from "./words";

const GROUPS: readonly (readonly [keyof typeof t.check.groups, readonly Subject[]])[] = [
  ["devices", ["camera", "microphone"]],
  ["browser", ["address", "webrtc", "storage"]],
  ["service", ["polling", "websocket"]],
  ["media", ["worker", "line", "stun", "relay"]],
];
const NONE: Pick<Check, "rows" | "done"> = { rows: new Store<readonly Row[]>([]), done: new Store(false) };

export function CheckPage() {
  const { running, start, stop } = useCheck();
  const { rows: found, done: over } = running?.check ?? NONE;
  const rows = useReadable(found);
  const done = useReadable(over);
  const seen = rows.filter(({ state }) => state !== "running").length;
  return (
    <main className="mx-auto w-full max-w-2xl flex-1 px-4 pt-6 pb-20 sm:px-8">
      <h1 className="text-xl font-semibold">{t.check.heading}</h1>
      <p className="mt-2 text-ink-muted">{t.check.intro}</p>
      <div className="mt-6 flex flex-wrap items-center gap-4">
        {running && !done ? (
          <Button variant="outline" onClick={stop}>
            {t.check.stop}
          </Button>
        ) : (
          <Button onClick={start}>{done ? t.check.again : t.check.start}</Button>
        )}
        <p role="status" className="min-w-0 font-medium">
          {done ? verdictText(rows) : running ? t.check.progress(seen, rows.length) : ""}
        </p>
      </div>
      {running?.local && !done && <Preview local={running.local} />}
      {running &&
        GROUPS.map(([group, subjects]) => (
          <Section key={group} title={t.check.groups[group]}>
            <ul className="-my-3 divide-y divide-line">
              {subjects.flatMap((subject) =>
                rows.filter((row) => row.subject === subject).map((row) => <CheckRow key={row.id} row={row} />),
              )}
            </ul>
          </Section>
        ))}
      {done && <Report rows={rows} />}
    </main>
  );
}

function Report({ rows }: { rows: readonly Row[] }) {
  const report = reportOf(rows, new Date(), navigator.userAgent);
  return (
    <Section title={t.check.report} text={t.check.reportText}>
      <pre
        tabIndex={0}
        aria-label={t.check.report}
        className="max-h-64 overflow-auto rounded-md bg-fill p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap"
      >
        {report}
      </pre>
      <Button variant="secondary" className="mt-3" onClick={() => void copyText(report, t.check.reportCopied)}>
        <Copy aria-hidden className="size-4" />
        {t.check.copyReport}
      </Button>
    </Section>
  );
}

function verdictText(rows: readonly Row[]): string {
  const verdict = verdictOf(rows);
  return verdict === "well" ? t.check.allWell : t.check[verdict];
}
