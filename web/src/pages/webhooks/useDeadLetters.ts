// Events that did not arrive, in the order in which they happened.
import { useCallback, useEffect, useRef, useState } from "react";

import { messageOf } from "~/api/errors";
import type { DeadLetterPage } from "~/api/webhooks";

type View = { state: "loading" } | { state: "failed"; message: string } | { state: "ready"; page: DeadLetterPage };

interface DeadLetterList {
  view: View;
  more: () => Promise<void>;
  again: () => void;
}

export function useDeadLetters(load: (after: number) => Promise<DeadLetterPage>): DeadLetterList {
  const [view, setView] = useState<View>({ state: "loading" });
  const [round, setRound] = useState(0);
  const newest = useRef(load);
  useEffect(() => {
    newest.current = load;
  });
  useEffect(() => {
    let gone = false;
    newest.current(0).then(
      (page) => {
        if (!gone) setView({ state: "ready", page });
      },
      (error: unknown) => {
        if (!gone) setView({ state: "failed", message: messageOf(error) });
      },
    );
    return () => {
      gone = true;
    };
  }, [round]);
  const more = async (): Promise<void> => {
    if (view.state !== "ready" || view.page.nextCursor === null) return;
    const next = await load(view.page.nextCursor);
    const page = { items: [...view.page.items, ...next.items], nextCursor: next.nextCursor };
    setView((now) => (now === view ? { state: "ready", page } : now));
  };
  return { view, more, again: useCallback(() => setRound((before) => before + 1), []) };
}
