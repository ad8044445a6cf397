import { useState } from "react";

import { allWebhooks, deadLettersOf, replayOf, type AdminWebhook } from "~/api/admin";
import { DeadLetters } from "~/pages/webhooks/DeadLetters";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { Section } from "~/ui/Section";
import { ShowMore } from "~/ui/ShowMore";
import { Switch } from "~/ui/Switch";

import { Loaded } from "./Loaded";
import { usePages } from "./usePages";

const PAGE = 20;

/** Where events of all accounts are sent, and what did not arrive. */
export function Webhooks({ onChanged }: { onChanged: () => void }) {
  const [every, setEvery] = useState(false);
  const [shown, setShown] = useState<AdminWebhook | null>(null);
  const { answer, more, again } = usePages((cursor: string | null) => allWebhooks(!every, cursor, PAGE), String(every));
  return (
    <Section title={t.webhooks.heading} text={t.admin.webhooksText}>
      <Switch label={t.admin.everyWebhook} checked={every} onChange={setEvery} />
      <div className="mt-3">
        <Loaded answer={answer} again={again}>
          {({ items, nextCursor }) => (
            <>
              {items.length === 0 && (
                <p className="text-ink-muted">{every ? t.admin.noWebhooks : t.admin.allArrives}</p>
              )}
              <ul className="divide-y divide-line">
                {items.map((webhook) => (
                  <Row key={webhook.id} webhook={webhook} onShow={() => setShown(webhook)} />
                ))}
              </ul>
              <ShowMore cursor={nextCursor} more={more} />
            </>
          )}
        </Loaded>
      </div>
      {shown && (
        <DeadLetters
          place={shown.place}
          load={(after) => deadLettersOf(shown.id, after)}
          replay={(seq) => replayOf(shown.id, seq)}
          onClose={() => {
            setShown(null);
            again();
            onChanged();
          }}
        />
      )}
    </Section>
  );
}

function Row({ webhook, onShow }: { webhook: AdminWebhook; onShow: () => void }) {
  const { place, owner, description, enabled, everyRoom, waiting, failing, dead } = webhook;
  const facts = [
    t.admin.ofOwner(isolated(owner), everyRoom),
    ...(description === "" ? [] : [isolated(description)]),
    enabled ? t.webhooks.state(waiting, failing) : t.webhooks.paused,
  ];
  return (
    <li className="flex flex-wrap items-center gap-3 py-2.5">
      <div className="min-w-48 flex-1">
        <p className="font-medium wrap-anywhere">
          <bdi>{place}</bdi>
        </p>
        <p className="text-ink-muted wrap-anywhere">{facts.join(" · ")}</p>
      </div>
      {dead > 0 && (
        <Button variant="outline" size="sm" onClick={onShow}>
          {t.deadLetters.count(dead)}
        </Button>
      )}
    </li>
  );
}
