// A meeting as somebody sees it who is there without an account, from the page before joining to the one after.
import type { Door } from "~/api/guests";
import { CallPage } from "~/pages/call/CallPage";
import { Left } from "~/pages/meeting/Left";
import type { Meeting } from "~/pages/meeting/useMeeting";
import { GuestPreJoin } from "~/pages/prejoin/GuestPreJoin";
import { Waiting } from "~/pages/prejoin/Waiting";
import { t } from "~/text/t";
import { Loading } from "~/ui/Loading";

interface Props {
  door: Door;
  meeting: Meeting;
  onRejoin: () => void;
}

export function GuestMeeting({ door, meeting, onRejoin }: Props) {
  const room = { name: door.name ?? t.guest.meeting, code: door.code, url: `${location.origin}/${door.code}` };
  switch (meeting.name) {
    case "starting":
    case "moving":
      return <Loading />;
    case "before":
      return <GuestPreJoin door={door} {...meeting} {...meeting.own} />;
    case "waiting":
      return <Waiting {...meeting} {...meeting.own} nextAt={door.nextAt} />;
    case "inCall":
      return <CallPage room={room} {...meeting.own} {...meeting} host={false} />;
    case "after":
      return <Left room={room} reason={meeting.reason} gone={meeting.gone} onRejoin={onRejoin} />;
  }
}
