import { adminLog, type AdminLogLine } from "~/api/admin";
import { t } from "~/text/t";
import { moment } from "~/text/time";
import { isolated } from "~/ui/isolated";
import { Section } from "~/ui/Section";
import { ShowMore } from "~/ui/ShowMore";

import { Loaded } from "./Loaded";
import { usePages } from "./usePages";

const PAGE = 20;
/** Actions that are about a server, by its name. */
const OF_SERVERS = new Set(["admin_resize", "admin_empty_worker", "admin_drain", "admin_take_rooms"]);

export function AdminLog() {
  const { answer, more, again } = usePages((before: number | null) => adminLog(before, PAGE));
  return (
    <Section title={t.admin.log} text={t.admin.logText}>
      <Loaded answer={answer} again={again}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 && <p className="text-ink-muted">{t.admin.nothingDone}</p>}
            <ul className="divide-y divide-line">
              {items.map((line) => (
                <li key={line.id} className="py-2.5 wrap-anywhere">
                  <time dateTime={line.at} className="text-ink-muted tabular-nums">
                    {moment(new Date(line.at))}
                  </time>
                  <p>{words(line)}</p>
                </li>
              ))}
            </ul>
            <ShowMore cursor={nextCursor} more={more} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function words({ adminName, action, roomCode, about: id, aboutName, refused }: AdminLogLine): string {
  const known = OF_SERVERS.has(action) ? id : (aboutName ?? null);
  const about = known === null ? t.admin.somebodyGone : isolated(known);
  const done = t.admin.did(action, isolated(adminName), roomCode ?? about);
  return refused === null ? done : t.admin.refused(done);
}
