import { useState } from "react";
import { replace } from "react-router";

import { requireUser, whoIsIt } from "~/api/currentUser";
import { findDoor, type Door } from "~/api/guests";
import { parseRoomCode } from "~/api/roomCode";
import { findRoom } from "~/api/rooms";
import type { Room, User } from "~/api/schemas";
import { CallPage } from "~/pages/call/CallPage";
import { GuestMeeting } from "~/pages/guest/GuestMeeting";
import { doorByLink } from "~/pages/meeting/invitation";
import { Left } from "~/pages/meeting/Left";
import { useMeeting } from "~/pages/meeting/useMeeting";
import { PreJoin } from "~/pages/prejoin/PreJoin";
import { Waiting } from "~/pages/prejoin/Waiting";
import { Loading } from "~/ui/Loading";

import type { Route } from "./+types/$code";

export async function clientLoader({ request, params }: Route.ClientLoaderArgs) {
  const code = parseRoomCode(params.code);
  if (code !== null && code !== params.code) throw replace(`/${code}`);
  const byLink = await doorByLink(params.code);
  if (byLink) return { user: null, door: byLink };
  if (!(await whoIsIt())) return { user: null, door: await findDoor(params.code) };
  return { user: await requireUser(request.url), room: await findRoom(params.code) };
}

export default function MeetingPage({ loaderData }: Route.ComponentProps) {
  const [round, setRound] = useState(0);
  const again = (): void => setRound(round + 1);
  if (loaderData.user === null) {
    const { door } = loaderData;
    return <GuestVisit key={`${door.code} ${round}`} door={door} onRejoin={again} />;
  }
  const { user, room } = loaderData;
  return <Visit key={`${room.code} ${round}`} user={user} room={room} onRejoin={again} />;
}

function GuestVisit({ door, onRejoin }: { door: Door; onRejoin: () => void }) {
  const meeting = useMeeting(door.code, null, door.guest);
  return <GuestMeeting door={door} meeting={meeting} onRejoin={onRejoin} />;
}

function Visit({ user, room, onRejoin }: { user: User; room: Room; onRejoin: () => void }) {
  const meeting = useMeeting(room.code, user);
  switch (meeting.name) {
    case "starting":
    case "moving":
      return <Loading />;
    case "before": {
      const { own, joining, problem, join } = meeting;
      return <PreJoin room={room} user={user} {...own} joining={joining} problem={problem} onJoin={join} />;
    }
    case "waiting":
      return <Waiting {...meeting} {...meeting.own} nextAt={room.nextAt} />;
    case "inCall":
      return <CallPage room={room} {...meeting.own} {...meeting} host={user.id === room.hostId} />;
    case "after":
      return <Left room={room} reason={meeting.reason} gone={meeting.gone} onRejoin={onRejoin} />;
  }
}
