// The log of a meeting, page by page.
import { useEffect, useState } from "react";

import { messageOf } from "~/api/errors";
import { meetingLog, type LogLine } from "~/api/meetingLog";

const PAGE = 100;

export type Log =
  | { state: "loading" }
  | { state: "failed"; message: string }
  | { state: "ready"; lines: readonly LogLine[]; cursor: number | null };

export function useMeetingLog(code: string): [Log, more: () => Promise<void>, again: () => void] {
  const [log, setLog] = useState<Log>({ state: "loading" });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let gone = false;
    meetingLog(code, null, PAGE).then(
      ({ items, nextCursor }) => {
        if (!gone) setLog({ state: "ready", lines: items, cursor: nextCursor });
      },
      (error: unknown) => {
        if (!gone) setLog({ state: "failed", message: messageOf(error) });
      },
    );
    return () => {
      gone = true;
    };
  }, [code, round]);
  const more = async (): Promise<void> => {
    if (log.state !== "ready" || log.cursor === null) return;
    const { items, nextCursor } = await meetingLog(code, log.cursor, PAGE);
    setLog({ state: "ready", lines: [...log.lines, ...items], cursor: nextCursor });
  };
  return [log, more, () => setRound(round + 1)];
}
