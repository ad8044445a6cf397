import { useState } from "react";

import { removeFrom, watched, type WatchedParticipant } from "~/api/admin";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { DangerDialog } from "~/ui/DangerDialog";
import { Section } from "~/ui/Section";

import { Loaded } from "./Loaded";
import { useAnswer } from "./useAnswer";

const MOST = 200;

/** Who is in a meeting, and how their media fares. */
export function Watched({ code }: { code: string }) {
  const [answer, again] = useAnswer(() => watched(code, MOST), code);
  return (
    <Section title={t.admin.inside}>
      <Loaded answer={answer} again={again}>
        {({ items, count }) => (
          <>
            {count === 0 && <p className="text-ink-muted">{t.admin.nobodyInside}</p>}
            <ul className="divide-y divide-line">
              {items.map((one) => (
                <Row key={one.participant.id} code={code} one={one} onRemoved={again} />
              ))}
            </ul>
            {count > items.length && <p className="mt-2 text-ink-muted">{t.admin.morePeople(count - items.length)}</p>}
          </>
        )}
      </Loaded>
    </Section>
  );
}

interface RowProps {
  code: string;
  one: WatchedParticipant;
  onRemoved: () => void;
}

function Row({ code, one: { participant, limited, figures }, onRemoved }: RowProps) {
  const [asking, setAsking] = useState(false);
  const { id, name, role } = participant;
  const remove = async (): Promise<void> => {
    await removeFrom(code, id);
    onRemoved();
  };
  return (
    <li className="flex items-center gap-3 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="font-medium wrap-anywhere">
          <bdi>{name}</bdi>
        </p>
        <p className="text-ink-muted tabular-nums">{t.admin.figures(figures, limited, participant.connected)}</p>
      </div>
      {role !== "host" && (
        <Button variant="outline" size="sm" aria-label={t.admin.removeNamed(name)} onClick={() => setAsking(true)}>
          {t.admin.remove}
        </Button>
      )}
      {asking && (
        <DangerDialog
          title={t.admin.removeHeading(name)}
          text={t.admin.removeText}
          action={t.admin.remove}
          onConfirm={remove}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
