import { useState } from "react";
import { replace } from "react-router";

import { requireUser } from "~/api/currentUser";
import { parseRoomCode } from "~/api/roomCode";
import { findRoom } from "~/api/rooms";
import type { Room, User } from "~/api/schemas";
import { CallPage } from "~/pages/call/CallPage";
import { Left } from "~/pages/meeting/Left";
import { useMeeting } from "~/pages/meeting/useMeeting";
import { PreJoin } from "~/pages/prejoin/PreJoin";
import { Loading } from "~/ui/Loading";

import type { Route } from "./+types/$code";

export async function clientLoader({ request, params }: Route.ClientLoaderArgs) {
  const code = parseRoomCode(params.code);
  if (code !== null && code !== params.code) throw replace(`/${code}`);
  const user = await requireUser(request.url);
  return { user, room: await findRoom(params.code) };
}

export default function MeetingPage({ loaderData: { user, room } }: Route.ComponentProps) {
  const [round, setRound] = useState(0);
  return <Visit key={`${room.code} ${round}`} user={user} room={room} onRejoin={() => setRound(round + 1)} />;
}

function Visit({ user, room, onRejoin }: { user: User; room: Room; onRejoin: () => void }) {
  const meeting = useMeeting(room.code, user);
  switch (meeting.name) {
    case "starting":
      return <Loading />;
    case "before": {
      const { own, joining, problem, join } = meeting;
      return <PreJoin room={room} user={user} {...own} joining={joining} problem={problem} onJoin={join} />;
    }
    case "inCall":
      return <CallPage room={room} {...meeting.own} call={meeting.call} host={user.id === room.hostId} />;
    case "after":
      return <Left room={room} reason={meeting.reason} gone={meeting.gone} onRejoin={onRejoin} />;
  }
}
