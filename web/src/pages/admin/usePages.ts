// A list that comes in pages, the newest first.
import { useEffect, useRef, useState } from "react";

import { messageOf } from "~/api/errors";

import type { Answer } from "./useAnswer";

export interface Page<T, C> {
  items: readonly T[];
  nextCursor: C | null;
}

interface Pages<T, C> {
  answer: Answer<Page<T, C>>;
  more: () => Promise<void>;
  again: () => void;
}

/** Asked anew when `key` is another. */
export function usePages<T, C>(ask: (cursor: C | null) => Promise<Page<T, C>>, key = ""): Pages<T, C> {
  const [answer, setAnswer] = useState<{ of: string; its: Answer<Page<T, C>> }>({ of: key, its: { state: "loading" } });
  const [round, setRound] = useState(0);
  const newest = useRef(ask);
  useEffect(() => {
    newest.current = ask;
  });
  useEffect(() => {
    let gone = false;
    newest.current(null).then(
      (said) => {
        if (!gone) setAnswer({ of: key, its: { state: "ready", said } });
      },
      (error: unknown) => {
        if (!gone) setAnswer({ of: key, its: { state: "failed", message: messageOf(error) } });
      },
    );
    return () => {
      gone = true;
    };
  }, [key, round]);
  const its: Answer<Page<T, C>> = answer.of === key ? answer.its : { state: "loading" };
  const more = async (): Promise<void> => {
    if (its.state !== "ready" || its.said.nextCursor === null) return;
    const next = await ask(its.said.nextCursor);
    const said = { items: [...its.said.items, ...next.items], nextCursor: next.nextCursor };
    setAnswer((now) => (now.its === its ? { of: key, its: { state: "ready", said } } : now));
  };
  return { answer: its, more, again: () => setRound((before) => before + 1) };
}
