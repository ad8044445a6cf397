import { Copy } from "lucide-react";
import { useState } from "react";

import type { ApiKey } from "~/api/keys";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyText } from "~/ui/copy";
import { DangerDialog } from "~/ui/DangerDialog";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";
import { Skeleton } from "~/ui/Skeleton";
import { TextField } from "~/ui/TextField";

import { NotLoaded } from "~/ui/NotLoaded";
import { Section } from "~/ui/Section";
import { KeyOrigins } from "./KeyOrigins";
import { KeyRow } from "./KeyRow";
import { NewApiKey } from "./NewApiKey";
import { useKeys } from "./useKeys";

/** Keys by which programs act for the account. */
export function ApiKeys() {
  const { view, secret, make, revoke, show, again } = useKeys();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const [showing, setShowing] = useState<ApiKey | null>(null);
  return (
    <Section title={t.apiKeys.heading} text={t.apiKeys.text}>
      {secret !== null && (
        <TextField
          label={t.apiKeys.secret}
          hint={t.apiKeys.once}
          readOnly
          value={secret}
          onFocus={(event) => event.target.select()}
          trailing={
            <IconButton icon={Copy} label={t.apiKeys.copy} onClick={() => void copyText(secret, t.apiKeys.copied)} />
          }
          className="mb-4"
        />
      )}
      {view.state === "loading" && <Skeleton className="h-14" />}
      {view.state === "failed" && <NotLoaded why={view.message} onRetry={again} />}
      {view.state === "ready" && (
        <>
          {view.keys.length === 0 ? (
            <p className="mb-4 text-ink-muted">{t.apiKeys.none}</p>
          ) : (
            <ul aria-label={t.apiKeys.heading} className="mb-4 divide-y divide-line">
              {view.keys.map((key) => (
                <KeyRow key={key.id} apiKey={key} onOrigins={() => setShowing(key)} onRevoke={() => setRevoking(key)} />
              ))}
            </ul>
          )}
          <Button variant="secondary" onClick={() => setMaking(true)}>
            {t.apiKeys.make}
          </Button>
        </>
      )}
      {making && <NewApiKey onMake={make} onClose={() => setMaking(false)} />}
      {showing && (
        <KeyOrigins apiKey={showing} onChange={(origins) => show(showing, origins)} onClose={() => setShowing(null)} />
      )}
      {revoking && (
        <DangerDialog
          title={t.apiKeys.revokeHeading(isolated(revoking.name))}
          text={t.apiKeys.revokeText}
          action={t.apiKeys.revoke}
          onConfirm={() => revoke(revoking)}
          onClose={() => setRevoking(null)}
        />
      )}
    </Section>
  );
}
