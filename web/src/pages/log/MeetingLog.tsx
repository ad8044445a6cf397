// Who came, went and was put out, by whom and when.
import { Download } from "lucide-react";

import { messageOf } from "~/api/errors";
import { saveMeetingLog, type LogLine } from "~/api/meetingLog";
import { t } from "~/text/t";
import { clock, day } from "~/text/time";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { NotLoaded } from "~/ui/NotLoaded";
import { ShowMore } from "~/ui/ShowMore";
import { Skeleton } from "~/ui/Skeleton";
import { toast } from "~/ui/toast";

import { useMeetingLog } from "./useMeetingLog";

const failed = (error: unknown): void => toast(messageOf(error));

export function MeetingLog({ code }: { code: string }) {
  const [log, more, again] = useMeetingLog(code);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold">{t.log.heading}</h1>
        <Button variant="outline" onClick={() => void saveMeetingLog(code).catch(failed)}>
          <Download aria-hidden className="size-4" />
          {t.log.save}
        </Button>
      </div>
      <p className="mt-1 font-mono text-ink-muted">{code}</p>
      <div className="mt-6">
        {log.state === "loading" && <Skeleton className="h-40" />}
        {log.state === "failed" && <NotLoaded why={log.message} onRetry={again} />}
        {log.state === "ready" && log.lines.length === 0 && <p className="text-ink-muted">{t.log.none}</p>}
        {log.state === "ready" && log.lines.length > 0 && <Lines lines={log.lines} />}
        {log.state === "ready" && <ShowMore cursor={log.cursor} more={more} />}
      </div>
    </>
  );
}

function Lines({ lines }: { lines: readonly LogLine[] }) {
  return (
    <table className="w-full text-left">
      <thead className="text-xs text-ink-muted">
        <tr>
          <th className="py-2 pr-4 font-medium">{t.log.time}</th>
          <th className="py-2 font-medium">{t.log.what}</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {lines.map((line) => (
          <tr key={line.id}>
            <td className="py-2.5 pr-4 align-top whitespace-nowrap text-ink-muted tabular-nums">
              <time dateTime={line.at}>
                {day(new Date(line.at))}, {clock(new Date(line.at))}
              </time>
            </td>
            <td className="py-2.5 wrap-anywhere">{words(line)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function words({ action, name, guest, byName, role }: LogLine): string {
  const who = name === null ? "" : isolated(guest ? t.log.guest(name) : name);
  return t.log.sentence(action, who, byName === null ? "" : isolated(byName), role);
}
