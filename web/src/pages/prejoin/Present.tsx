// Who is in already, as far as one may know before coming in.
import type { WhoIsIn } from "~/api/guests";

import { whoIsIn } from "./whoIsIn";

export function Present({ found }: { found: WhoIsIn | null }) {
  return (
    <p
      aria-live="polite"
      dir="auto"
      className="mt-1 line-clamp-3 text-balance text-ink-muted max-lg:min-h-5 lg:empty:mt-0"
    >
      {found && whoIsIn(found)}
    </p>
  );
}
