import { CalendarPlus } from "lucide-react";
import { useState } from "react";

import type { When } from "~/api/schedules";
import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { DangerDialog } from "~/ui/DangerDialog";
import { isolated } from "~/ui/isolated";
import { ShowMore } from "~/ui/ShowMore";
import { Skeleton } from "~/ui/Skeleton";

import { ComingUp } from "./ComingUp";
import { InvitePeople } from "./InvitePeople";
import { MeetingRow } from "./MeetingRow";
import { Meetings } from "./Meetings";
import { PlanBreakouts } from "./PlanBreakouts";
import { RenameMeeting } from "./RenameMeeting";
import { ScheduleMeeting } from "./ScheduleMeeting";
import { useAgenda } from "./useAgenda";
import { useMyRooms } from "./useMyRooms";
import { Visited } from "./Visited";

type Asked =
  { to: "rename" | "invite" | "breakouts" | "delete"; room: Room } | { to: "schedule"; room: Room | null } | null;

export function MyMeetings() {
  const [mine, actions] = useMyRooms();
  const [agenda, loadAgenda] = useAgenda();
  const [asked, setAsked] = useState<Asked>(null);

  const schedule = async (room: Room | null, when: When, name: string): Promise<void> => {
    await actions.schedule(room, when, name);
    loadAgenda();
  };
  const unschedule = async (): Promise<void> => {
    if (asked?.room) await actions.unschedule(asked.room);
    loadAgenda();
  };

  return (
    <>
      <ComingUp rooms={agenda.coming} onSchedule={(room) => setAsked({ to: "schedule", room })} />
      <Meetings
        heading={t.myMeetings.heading}
        action={
          <Button variant="quiet" size="sm" onClick={() => setAsked({ to: "schedule", room: null })}>
            <CalendarPlus aria-hidden className="size-4" />
            {t.schedule.heading}
          </Button>
        }
      >
        {mine.state === "loading" && <Rows />}
        {mine.state === "failed" && (
          <div className="flex flex-wrap items-center justify-between gap-3 py-5 text-ink-muted">
            <p>{t.myMeetings.notLoaded(mine.message)}</p>
            <Button variant="secondary" size="sm" onClick={() => void actions.load()}>
              {t.actions.tryAgain}
            </Button>
          </div>
        )}
        {mine.state === "ready" && mine.rooms.length === 0 && (
          <p className="py-6 text-ink-muted">{t.myMeetings.none}</p>
        )}
        {mine.state === "ready" && (
          <ul className="divide-y divide-line">
            {mine.rooms.map((room) => (
              <MeetingRow
                key={room.id}
                room={room}
                onRename={() => setAsked({ to: "rename", room })}
                onInvite={() => setAsked({ to: "invite", room })}
                onSchedule={() => setAsked({ to: "schedule", room })}
                onBreakouts={() => setAsked({ to: "breakouts", room })}
                onDelete={() => setAsked({ to: "delete", room })}
              />
            ))}
          </ul>
        )}
        {mine.state === "ready" && <ShowMore cursor={mine.cursor} more={actions.more} />}
      </Meetings>
      <Visited heading={t.invite.listed} visits={agenda.invited} />
      <Visited heading={t.schedule.visited} visits={agenda.visited} />
      {asked?.to === "rename" && (
        <RenameMeeting room={asked.room} onRename={actions.rename} onClose={() => setAsked(null)} />
      )}
      {asked?.to === "delete" && (
        <DangerDialog
          title={t.myMeetings.deleteHeading(isolated(asked.room.name))}
          text={t.myMeetings.deleteText}
          action={t.actions.delete}
          onConfirm={() => actions.remove(asked.room)}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.to === "invite" && <InvitePeople room={asked.room} onClose={() => setAsked(null)} />}
      {asked?.to === "breakouts" && <PlanBreakouts room={asked.room} onClose={() => setAsked(null)} />}
      {asked?.to === "schedule" && (
        <ScheduleMeeting
          room={asked.room}
          onSchedule={(when, name) => schedule(asked.room, when, name)}
          onUnschedule={asked.room?.schedule ? unschedule : undefined}
          onClose={() => setAsked(null)}
        />
      )}
    </>
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
