// The time, once a minute, on the minute.
import { useEffect, useState } from "react";

const MINUTE = 60_000;

export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setTimeout(() => setNow(new Date()), MINUTE - (now.getTime() % MINUTE) + 20);
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
