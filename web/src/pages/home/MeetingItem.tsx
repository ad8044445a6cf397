// A meeting in a list: its name, what is said of it here, and the way in.
import type { ReactNode } from "react";
import { Link } from "react-router";

import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { buttonClass } from "~/ui/Button";

interface Props {
  room: Room;
  /** Below its name. */
  text: ReactNode;
  /** What else can be done with it. */
  children?: ReactNode;
}

export function MeetingItem({ room, text, children }: Props) {
  return (
    <li className="flex items-center gap-1 py-3.5">
      <div className="min-w-0 flex-1">
        <p dir="auto" className="line-clamp-2 text-left text-base font-medium sm:line-clamp-1">
          {room.name}
        </p>
        {text}
      </div>
      <Link
        to={`/${room.code}`}
        aria-label={t.myMeetings.openNamed(room.name, room.code)}
        className={buttonClass("secondary", "sm")}
      >
        {t.myMeetings.open}
      </Link>
      {children}
    </li>
  );
}

/** Its code, and when something was. */
export function CodeAndTime({ room, children }: { room: Room; children: ReactNode }) {
  return (
    <p className="mt-0.5 truncate text-ink-muted">
      <span className="font-mono">{room.code}</span>
      <span aria-hidden> · </span>
      {children}
    </p>
  );
}
