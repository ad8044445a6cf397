import { Copy } from "lucide-react";
import { useState } from "react";

import { messageOf } from "~/api/errors";
import { deadLetters, replay, tryWebhook, type Webhook } from "~/api/webhooks";
import { DeadLetters } from "~/pages/webhooks/DeadLetters";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyText } from "~/ui/copy";
import { DangerDialog } from "~/ui/DangerDialog";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";
import { NotLoaded } from "~/ui/NotLoaded";
import { Section } from "~/ui/Section";
import { Skeleton } from "~/ui/Skeleton";
import { TextField } from "~/ui/TextField";
import { toast } from "~/ui/toast";

import { NewWebhook } from "./NewWebhook";
import { useWebhooks } from "./useWebhooks";
import { WebhookRow } from "./WebhookRow";
import { placeOf } from "./words";

type Asked = { about: "rotate" | "delete" | "letters"; webhook: Webhook };

/** Where events of the account's meetings are sent. */
export function Webhooks() {
  const { view, secret, make, turn, rotate, remove, again } = useWebhooks();
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const carryOut = (what: Promise<void>): void => void what.catch((error: unknown) => toast(messageOf(error)));
  const attempt = async ({ id }: Webhook): Promise<void> => {
    const { delivered, status, error } = await tryWebhook(id);
    toast(delivered ? t.webhooks.arrived : t.webhooks.failed(status, error));
  };
  return (
    <Section title={t.webhooks.heading} text={t.webhooks.text}>
      {secret !== null && (
        <TextField
          label={t.webhooks.secret}
          hint={secret.rotated ? t.webhooks.onceMore : t.webhooks.once}
          readOnly
          value={secret.value}
          onFocus={(event) => event.target.select()}
          trailing={
            <IconButton
              icon={Copy}
              label={t.webhooks.copy}
              onClick={() => void copyText(secret.value, t.webhooks.copied)}
            />
          }
          className="mb-4"
        />
      )}
      {view.state === "loading" && <Skeleton className="h-14" />}
      {view.state === "failed" && <NotLoaded why={view.message} onRetry={again} />}
      {view.state === "ready" && (
        <>
          {view.webhooks.length === 0 ? (
            <p className="mb-4 text-ink-muted">{t.webhooks.none}</p>
          ) : (
            <ul aria-label={t.webhooks.heading} className="mb-4 divide-y divide-line">
              {view.webhooks.map((webhook) => (
                <WebhookRow
                  key={webhook.id}
                  webhook={webhook}
                  onTry={() => carryOut(attempt(webhook))}
                  onTurn={(enabled) => carryOut(turn(webhook, enabled))}
                  onAsk={(about) => setAsked({ about, webhook })}
                />
              ))}
            </ul>
          )}
          <Button variant="secondary" onClick={() => setMaking(true)}>
            {t.webhooks.make}
          </Button>
        </>
      )}
      {making && <NewWebhook onMake={make} onClose={() => setMaking(false)} />}
      {asked?.about === "rotate" && (
        <DangerDialog
          title={t.webhooks.rotateHeading}
          text={t.webhooks.rotateText}
          action={t.webhooks.rotateAction}
          onConfirm={() => rotate(asked.webhook)}
          onClose={close}
        />
      )}
      {asked?.about === "delete" && (
        <DangerDialog
          title={t.webhooks.deleteHeading(isolated(placeOf(asked.webhook)))}
          text={t.webhooks.deleteText}
          action={t.webhooks.deleteAction}
          onConfirm={() => remove(asked.webhook)}
          onClose={close}
        />
      )}
      {asked?.about === "letters" && (
        <DeadLetters
          place={placeOf(asked.webhook)}
          load={(after) => deadLetters(asked.webhook.id, after)}
          replay={(seq) => replay(asked.webhook.id, seq)}
          onClose={() => {
            close();
            again();
          }}
        />
      )}
    </Section>
  );
}
