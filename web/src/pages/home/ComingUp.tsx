import { CalendarArrowDown, CalendarClock } from "lucide-react";

import { calendarOf } from "~/api/schedules";
import type { Room } from "~/api/schemas";
import { useNow } from "~/lib/useNow";
import { t } from "~/text/t";
import { moment, startsIn } from "~/text/time";
import { IconButton } from "~/ui/IconButton";

import { MeetingItem } from "./MeetingItem";
import { Meetings } from "./Meetings";

interface Props {
  rooms: readonly Room[];
  onSchedule: (room: Room) => void;
}

export function ComingUp({ rooms, onSchedule }: Props) {
  const now = useNow();
  if (rooms.length === 0) return null;
  return (
    <Meetings heading={t.schedule.coming}>
      <ul className="divide-y divide-line">
        {rooms.map((room) => {
          const at = new Date(room.nextAt ?? room.createdAt);
          return (
            <MeetingItem
              key={room.id}
              room={room}
              text={
                <p className="mt-0.5 text-ink-muted">
                  <time dateTime={at.toISOString()}>{moment(at, now)}</time>
                  <span aria-hidden> · </span>
                  {startsIn(at, now)}
                </p>
              }
            >
              <IconButton
                icon={CalendarClock}
                label={t.schedule.setTimeOf(room.name)}
                hint={t.schedule.setTime}
                onClick={() => onSchedule(room)}
              />
              <IconButton
                icon={CalendarArrowDown}
                label={t.schedule.downloadOf(room.name)}
                hint={t.schedule.download}
                onClick={() => location.assign(calendarOf(room))}
              />
            </MeetingItem>
          );
        })}
      </ul>
    </Meetings>
  );
}
