import { useNavigation } from "react-router";

import { useLasting } from "~/lib/useLasting";
import { t } from "~/text/t";

/** Milliseconds in which the next page may come unannounced. */
const QUICK = 300;

/** Says that the next page is on its way, where it takes a while. */
export function Underway() {
  const goes = useNavigation().state !== "idle";
  if (!useLasting(goes, QUICK)) return null;
  return (
    <div role="status" className="fixed inset-x-0 top-0 z-50">
      <span className="sr-only">{t.page.loading}</span>
      <span aria-hidden className="block h-1 animate-breathe bg-accent" />
    </div>
  );
}
