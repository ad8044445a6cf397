import { useNow } from "~/lib/useNow";
import { moment, startsIn } from "~/text/time";

/** When the meeting begins, until it does. */
export function Begins({ at }: { at: string | null | undefined }) {
  const now = useNow();
  if (!at || new Date(at) <= now) return null;
  const begins = new Date(at);
  return (
    <p className="text-ink-muted">
      <time dateTime={begins.toISOString()}>{moment(begins, now)}</time>
      <span aria-hidden> · </span>
      <span role="timer">{startsIn(begins, now)}</span>
    </p>
  );
}
