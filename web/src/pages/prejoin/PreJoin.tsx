import { Link2 } from "lucide-react";

import type { Room, User } from "~/api/schemas";
import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import type { JoinProblem } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyLink } from "~/ui/copy";
import { Header } from "~/ui/Header";
import { IconButton } from "~/ui/IconButton";
import { Notice } from "~/ui/Notice";

import { Begins } from "./Begins";
import { Mirror } from "./Mirror";
import { JoinSilently } from "./JoinSilently";
import { Present } from "./Present";
import { usePresent } from "./usePresent";

interface Props {
  room: Room;
  user: User;
  devices: Devices;
  local: LocalMedia;
  joining: boolean;
  /** Why the last try to join did not work. */
  problem: JoinProblem | null;
  onJoin: (takeOver: boolean, guest?: undefined, companionOf?: string) => void;
}

export function PreJoin({ room, user, devices, local, joining, problem, onJoin }: Props) {
  const present = usePresent(room.code);
  const elsewhere = problem?.elsewhere ?? false;
  return (
    <div className="flex min-h-dvh flex-col">
      <title>{t.titled(room.name)}</title>
      <Header user={user} />
      <Mirror
        code={room.code}
        name={user.username}
        devices={devices}
        local={local}
        head={
          <>
            <div className="max-w-full">
              <h1 dir="auto" className="line-clamp-3 text-xl font-semibold">
                {room.name}
              </h1>
              <p className="mt-1 flex items-center justify-center gap-1 text-ink-muted">
                <span className="font-mono">{room.code}</span>
                <IconButton icon={Link2} label={t.actions.copyLink} size="sm" onClick={() => void copyLink(room.url)} />
              </p>
              <Begins at={room.nextAt} />
              <Present found={present} />
            </div>
            {problem && <Notice tone={problem.elsewhere ? "warn" : "danger"}>{problem.text}</Notice>}
          </>
        }
        besides={
          <JoinSilently
            found={present}
            local={local}
            onJoin={(companionOf) => onJoin(elsewhere, undefined, companionOf)}
          />
        }
      >
        <Button
          size="lg"
          busy={joining}
          onClick={() => onJoin(elsewhere)}
          className="w-full max-w-64 sm:w-auto sm:min-w-44"
        >
          {elsewhere ? t.preJoin.joinHere : t.preJoin.join}
        </Button>
      </Mirror>
    </div>
  );
}
