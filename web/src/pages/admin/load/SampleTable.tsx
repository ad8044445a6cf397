import type { SamplesAnswer } from "~/api/admin";
import { t } from "~/text/t";
import { clock, moment } from "~/text/time";

import { rows, type Row } from "./series";

/** The plots in figures, for whoever does not see them or wants to read them. */
export function SampleTable({ said }: { said: SamplesAnswer }) {
  const told = rows(said);
  const days = Date.parse(said.ends) - Date.parse(said.begins) > 48 * 3_600_000;
  return (
    <details className="mt-4">
      <summary className="w-fit font-medium text-accent hover:underline">{t.load.table}</summary>
      <div role="region" aria-label={t.load.table} tabIndex={0} className="mt-3 overflow-x-auto">
        <table className="w-full text-start text-sm whitespace-nowrap tabular-nums">
          <thead className="text-ink-muted">
            <tr>
              {t.load.columns.map((name) => (
                <th key={name} scope="col" className="py-1.5 pe-4 text-start font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {told.map(({ at, its }) => (
              <tr key={at.getTime()}>
                <th scope="row" className="py-1.5 pe-4 text-start font-medium">
                  {days ? moment(at) : clock(at)}
                </th>
                <Cells its={its} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Cells({ its }: { its: Row["its"] }) {
  const cell = "py-1.5 pe-4";
  if (its === null) {
    return (
      <td colSpan={t.load.columns.length - 1} className={`${cell} text-ink-muted`}>
        {t.load.nothing}
      </td>
    );
  }
  const shown = [
    its.people,
    its.rooms,
    its.streams,
    its.sends / 1000,
    its.serverCpu,
    its.busiestCpu,
    its.lossDown,
    its.lossUp,
  ];
  return shown.map((value, index) => (
    <td key={t.load.columns[index + 1]} className={cell}>
      {value === null ? t.load.unknown : t.load.figure(value)}
    </td>
  ));
}
