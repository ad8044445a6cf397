// A meeting in a frame of somebody else's page: as for any guest, without a way to the rest of the site.
import { useState } from "react";

import type { Door } from "~/api/guests";
import { GuestMeeting } from "~/pages/guest/GuestMeeting";
import { useMeeting } from "~/pages/meeting/useMeeting";

import { useEmbedder } from "./useEmbedder";

export function EmbeddedMeeting({ door }: { door: Door }) {
  const [round, setRound] = useState(0);
  return <EmbeddedVisit key={`${door.code} ${round}`} door={door} onRejoin={() => setRound(round + 1)} />;
}

function EmbeddedVisit({ door, onRejoin }: { door: Door; onRejoin: () => void }) {
  const meeting = useMeeting(door.code, null, door.guest);
  useEmbedder(meeting, door.guest);
  return <GuestMeeting door={door} meeting={meeting} onRejoin={onRejoin} />;
}
