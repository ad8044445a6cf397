// Who was blocked, to be taken back: for those who lead the call.
import { useEffect, useState } from "react";

import { blocked, unblock, type Blocked } from "~/api/blocked";
import { messageOf } from "~/api/errors";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

/** Shows nothing while nobody is. */
export function BlockedPeople({ code }: { code: string }) {
  const [people, setPeople] = useState<readonly Blocked[]>([]);
  useEffect(() => {
    let gone = false;
    blocked(code).then(
      ({ items }) => {
        if (!gone) setPeople(items);
      },
      // In a breakout room, and for a guest who leads: the main room's host has it.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [code]);
  if (people.length === 0) return null;
  const lift = (id: string): void => {
    unblock(code, id)
      .then(() => setPeople((known) => known.filter((person) => person.id !== id)))
      .catch((error: unknown) => toast(messageOf(error)));
  };
  return (
    <section className="flex flex-col gap-2">
      <h3 className="text-xs font-medium text-ink-muted">{t.led.blocked}</h3>
      <ul className="flex max-h-48 flex-col gap-1 overflow-y-auto">
        {people.map(({ id, username, guest }) => {
          const name = username === null ? t.led.somebody : isolated(username);
          return (
            <li key={id} className="flex min-h-10 items-center justify-between gap-3">
              <span className="min-w-0 truncate">
                {name}
                {guest && <span className="text-ink-muted"> · {t.people.guest}</span>}
              </span>
              <Button variant="secondary" size="sm" aria-label={t.led.unblockOf(name)} onClick={() => lift(id)}>
                {t.led.unblock}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
