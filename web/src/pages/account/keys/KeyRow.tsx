import { KeyRound } from "lucide-react";

import type { ApiKey } from "~/api/keys";
import { t } from "~/text/t";
import { ago, day } from "~/text/time";
import { Button } from "~/ui/Button";

import { expiryInWords, scopeInWords } from "./words";

interface Props {
  apiKey: ApiKey;
  onOrigins: () => void;
  onRevoke: () => void;
}

export function KeyRow({ apiKey, onOrigins, onRevoke }: Props) {
  const { name, hint, scopes, origins, createdAt, expiresAt, lastUsedAt } = apiKey;
  const facts = [
    t.apiKeys.created(day(new Date(createdAt))),
    lastUsedAt === null ? t.apiKeys.neverUsed : t.account.lastUsed(ago(lastUsedAt)),
    expiryInWords(expiresAt),
  ];
  return (
    <li className="flex min-h-16 items-start gap-3 py-3">
      <KeyRound aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex min-w-0 items-baseline gap-2">
          <span dir="auto" className="truncate font-medium">
            {name}
          </span>
          <span className="shrink-0 font-mono text-sm text-ink-muted">{hint}…</span>
        </p>
        <p className="text-ink-muted">{facts.join(" · ")}</p>
        <p className="mt-1 text-sm text-ink-muted">{(scopes ?? []).map(scopeInWords).join(" · ")}</p>
        {origins && origins.length > 0 && (
          <p className="mt-1 text-sm wrap-anywhere text-ink-muted">{t.apiKeys.framedBy(origins.join(", "))}</p>
        )}
      </div>
      <div className="flex shrink-0 flex-col gap-2 sm:flex-row">
        <Button variant="outline" size="sm" aria-label={t.apiKeys.sitesNamed(name)} onClick={onOrigins}>
          {t.apiKeys.sites}
        </Button>
        <Button variant="outline" size="sm" aria-label={t.apiKeys.revokeNamed(name)} onClick={onRevoke}>
          {t.apiKeys.revoke}
        </Button>
      </div>
    </li>
  );
}
