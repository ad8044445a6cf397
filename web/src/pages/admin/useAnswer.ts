// What the server says, asked again now and then while the page shows it.
import { useEffect, useRef, useState } from "react";

import { messageOf } from "~/api/errors";

export type Answer<T> = { state: "loading" } | { state: "failed"; message: string } | { state: "ready"; said: T };

const AGAIN = 10_000;

/** Asked anew when `key` is another, and `every` so many milliseconds; what was said last stays meanwhile. */
export function useAnswer<T>(ask: () => Promise<T>, key = "", every = AGAIN): [Answer<T>, again: () => void] {
  const [answer, setAnswer] = useState<{ of: string; its: Answer<T> }>({ of: key, its: { state: "loading" } });
  const [round, setRound] = useState(0);
  const newest = useRef(ask);
  useEffect(() => {
    newest.current = ask;
  });
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async (): Promise<void> => {
      try {
        const said = await newest.current();
        if (!gone) setAnswer({ of: key, its: { state: "ready", said } });
      } catch (error) {
        if (!gone) setAnswer({ of: key, its: { state: "failed", message: messageOf(error) } });
      }
      if (!gone) timer = setTimeout(() => void turn(), every);
    };
    void turn();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [key, round, every]);
  return [answer.of === key ? answer.its : { state: "loading" }, () => setRound((before) => before + 1)];
}
