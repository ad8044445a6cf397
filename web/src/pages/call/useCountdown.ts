// What is left of a time, second by second.
import { useEffect, useState } from "react";

/** Seconds until then, by this browser's clock; 0 once it is over. */
export function useCountdown(endsAt: number): number {
  const [now, setNow] = useState(() => Date.now());
  const left = Math.max(0, endsAt - now);
  useEffect(() => {
    if (endsAt <= Date.now()) return undefined;
    // At the moment at which another second is shown.
    const timer = setTimeout(() => setNow(Date.now()), ((endsAt - Date.now()) % 1000) + 10);
    return () => clearTimeout(timer);
  }, [endsAt, now]);
  return Math.ceil(left / 1000);
}
