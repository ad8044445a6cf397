// Where the person is signed in.
import { useCallback, useEffect, useState } from "react";

import { endSession, sessions } from "~/api/accounts";
import { messageOf } from "~/api/errors";
import type { Session } from "~/api/schemas";

export type SessionsView =
  { state: "loading" } | { state: "failed"; message: string } | { state: "ready"; sessions: readonly Session[] };

export function useSessions(): [SessionsView, (id: string) => Promise<void>, () => void] {
  const [view, setView] = useState<SessionsView>({ state: "loading" });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const aborted = new AbortController();
    sessions(aborted.signal).then(
      (items) => setView({ state: "ready", sessions: items }),
      (error: unknown) => {
        if (!aborted.signal.aborted) setView({ state: "failed", message: messageOf(error) });
      },
    );
    return () => aborted.abort();
  }, [round]);

  const end = useCallback(async (id: string): Promise<void> => {
    await endSession(id);
    setView((before) =>
      before.state === "ready"
        ? { state: "ready", sessions: before.sessions.filter((session) => session.id !== id) }
        : before,
    );
  }, []);

  return [view, end, () => setRound(round + 1)];
}
