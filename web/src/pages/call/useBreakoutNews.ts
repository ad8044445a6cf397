// Says what who leads says to all rooms, and that this one closes soon.
import { useEffect } from "react";

import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

/** Milliseconds before the end. */
const SOON = 60_000;

export function useBreakoutNews(call: CallView): void {
  useEffect(() => call.breakouts.onSaid(({ text, byName }) => toast(t.breakouts.said(isolated(byName), text))), [call]);
  const endsAt = useReadable(call.breakouts.endsAt);
  useEffect(() => {
    const wait = endsAt === null ? 0 : endsAt - SOON - Date.now();
    if (wait <= 0 || wait > 2 ** 31 - 1) return undefined;
    const timer = setTimeout(() => toast(t.breakouts.soon), wait);
    return () => clearTimeout(timer);
  }, [endsAt]);
}
