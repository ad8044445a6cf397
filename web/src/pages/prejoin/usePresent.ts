// Asks who is in already, as far as one may know before coming in; again every minute.
import { useEffect, useState } from "react";

import { findPresent, type WhoIsIn } from "~/api/guests";
import { useNow } from "~/lib/useNow";

export function usePresent(code: string): WhoIsIn | null {
  const now = useNow();
  const [found, setFound] = useState<WhoIsIn | null>(null);
  useEffect(() => {
    let wanted = true;
    findPresent(code).then(
      (answer) => wanted && setFound(answer),
      () => undefined,
    );
    return () => void (wanted = false);
  }, [code, now]);
  return found;
}
