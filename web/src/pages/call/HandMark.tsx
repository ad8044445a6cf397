import { Hand } from "lucide-react";

import { cx } from "~/lib/cx";
import { t } from "~/text/t";

/** A raised hand, and its place in the queue. */
export function HandMark({ place, className }: { place: number; className?: string }) {
  return (
    <span
      role="img"
      aria-label={t.hands.place(place)}
      className={cx(
        "flex h-6 shrink-0 items-center gap-1 rounded-full bg-amber px-2 text-xs font-semibold text-stage tabular-nums",
        className,
      )}
    >
      <Hand aria-hidden className="size-3.5" />
      {place}
    </span>
  );
}
