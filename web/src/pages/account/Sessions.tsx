import { Laptop, Smartphone } from "lucide-react";

import { messageOf } from "~/api/errors";
import type { Session } from "~/api/schemas";
import { t } from "~/text/t";
import { ago } from "~/text/time";
import { Button } from "~/ui/Button";
import { Skeleton } from "~/ui/Skeleton";
import { toast } from "~/ui/toast";

import { deviceName, isPhone } from "./device";
import { NotLoaded } from "~/ui/NotLoaded";
import { Section } from "~/ui/Section";
import { useSessions } from "./useSessions";

export function Sessions() {
  const [view, end, again] = useSessions();
  return (
    <Section title={t.account.signIns} text={t.account.signInsText}>
      {view.state === "loading" && <Skeleton className="h-14" />}
      {view.state === "failed" && <NotLoaded why={view.message} onRetry={again} />}
      {view.state === "ready" && (
        <ul className="divide-y divide-line">
          {view.sessions.map((session) => (
            <Row key={session.id} session={session} onEnd={end} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Row({ session, onEnd }: { session: Session; onEnd: (id: string) => Promise<void> }) {
  const Icon = isPhone(session.device) ? Smartphone : Laptop;
  const name = deviceName(session.device);
  return (
    <li className="flex min-h-16 items-center gap-3 py-2">
      <Icon aria-hidden className="size-5 shrink-0 text-ink-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-ink-muted">
          {session.current ? t.account.thisBrowser : t.account.lastUsed(ago(session.lastUsedAt))}
        </p>
      </div>
      {!session.current && (
        <Button
          variant="outline"
          size="sm"
          aria-label={t.account.endNamed(name)}
          onClick={() => void onEnd(session.id).catch((error: unknown) => toast(messageOf(error)))}
        >
          {t.account.end}
        </Button>
      )}
    </li>
  );
}
