import { t } from "~/text/t";
import { Button } from "./Button";

/** A section's content did not come: why, and another try. */
export function NotLoaded({ why, onRetry }: { why: string; onRetry: () => void }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 text-ink-muted">
      <p>{t.account.notLoaded(why)}</p>
      <Button variant="secondary" size="sm" onClick={onRetry}>
        {t.actions.tryAgain}
      </Button>
    </div>
  );
}
