import { useState } from "react";

import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Skeleton } from "~/ui/Skeleton";

import { DeleteMeeting } from "./DeleteMeeting";
import { MeetingRow } from "./MeetingRow";
import { RenameMeeting } from "./RenameMeeting";
import { useMyRooms } from "./useMyRooms";

type Asked = { to: "rename" | "delete"; room: Room } | null;

export function MyMeetings() {
  const [mine, actions] = useMyRooms();
  const [asked, setAsked] = useState<Asked>(null);
  const [loadingMore, setLoadingMore] = useState(false);

  const more = (): void => {
    setLoadingMore(true);
    void actions
      .more()
      .catch(() => undefined)
      .finally(() => setLoadingMore(false));
  };

  return (
    <section aria-labelledby="mine" className="mt-14">
      <h2 id="mine" className="border-b border-line pb-3 text-base font-semibold">
        {t.myMeetings.heading}
      </h2>
      {mine.state === "loading" && <Rows />}
      {mine.state === "failed" && (
        <div className="flex flex-wrap items-center justify-between gap-3 py-5 text-ink-muted">
          <p>{t.myMeetings.notLoaded(mine.message)}</p>
          <Button variant="secondary" size="sm" onClick={() => void actions.load()}>
            {t.actions.tryAgain}
          </Button>
        </div>
      )}
      {mine.state === "ready" && mine.rooms.length === 0 && <p className="py-6 text-ink-muted">{t.myMeetings.none}</p>}
      {mine.state === "ready" && (
        <ul className="divide-y divide-line">
          {mine.rooms.map((room) => (
            <MeetingRow
              key={room.id}
              room={room}
              onRename={() => setAsked({ to: "rename", room })}
              onDelete={() => setAsked({ to: "delete", room })}
            />
          ))}
        </ul>
      )}
      {mine.state === "ready" && mine.cursor !== null && (
        <Button variant="quiet" size="sm" busy={loadingMore} onClick={more} className="mt-3">
          {t.myMeetings.showMore}
        </Button>
      )}
      {asked?.to === "rename" && (
        <RenameMeeting room={asked.room} onRename={actions.rename} onClose={() => setAsked(null)} />
      )}
      {asked?.to === "delete" && (
        <DeleteMeeting room={asked.room} onDelete={actions.remove} onClose={() => setAsked(null)} />
      )}
    </section>
  );
}

function Rows() {
  return (
    <div role="status" className="divide-y divide-line">
      <span className="sr-only">{t.myMeetings.loading}</span>
      {[40, 28, 34].map((width) => (
        <div key={width} className="flex h-18 items-center justify-between">
          <div className="flex flex-col gap-2">
            <Skeleton className={width === 40 ? "h-4 w-40" : width === 28 ? "h-4 w-28" : "h-4 w-36"} />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-8 w-20 rounded-full" />
        </div>
      ))}
    </div>
  );
}
