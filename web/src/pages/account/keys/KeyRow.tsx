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
    <li className="flex min-h-16 flex-wrap items-start gap-3 py-3 sm:flex-nowrap">
      <KeyRound aria-hidden className="mt-0.5 size-5 shrink-0 text-ink-muted" />
      <div className="min-w-0 flex-1">
        <p className="wrap-anywhere">
          <bdi className="me-2 font-medium">{name}</bdi>
          <span className="font-mono text-sm text-ink-muted">{hint}…</span>
        </p>
        <p className="text-ink-muted">{facts.join(" · ")}</p>
        <p className="mt-1 text-sm text-ink-muted">{(scopes ?? []).map(scopeInWords).join(" · ")}</p>
        {origins && origins.length > 0 && (
          <p className="mt-1 text-sm wrap-anywhere text-ink-muted">{t.apiKeys.framedBy(origins.join(", "))}</p>
        )}
      </div>
      <div className="flex w-full shrink-0 gap-2 ps-8 sm:w-auto sm:ps-0">
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
