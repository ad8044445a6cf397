import type { VisitsAnswer } from "~/api/schemas";
import { ago } from "~/text/time";

import { CodeAndTime, MeetingItem } from "./MeetingItem";
import { Meetings } from "./Meetings";

interface Props {
  heading: string;
  visits: VisitsAnswer["items"];
}

/** Meetings of others. */
export function Visited({ heading, visits }: Props) {
  if (visits.length === 0) return null;
  return (
    <Meetings heading={heading}>
      <ul className="divide-y divide-line">
        {visits.map(({ room, at }) => (
          <MeetingItem key={room.id} room={room} text={<CodeAndTime room={room}>{ago(at)}</CodeAndTime>} />
        ))}
      </ul>
    </Meetings>
  );
}
