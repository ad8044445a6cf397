import { Link2, Mic, MicOff, MonitorUp } from "lucide-react";

import type { CallView, Tile } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Avatar } from "~/ui/Avatar";
import { Button } from "~/ui/Button";
import { copyLink } from "~/ui/copy";

export function PeoplePanel({ call, url }: { call: CallView; url: string }) {
  const tiles = useReadable(call.tiles);
  const people = tiles.filter(({ source }) => source === "camera").sort((a, b) => Number(b.local) - Number(a.local));
  const presenting = new Set(
    tiles.filter(({ source }) => source === "screen").map(({ participantId }) => participantId),
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <div className="px-5">
        <Button variant="outline" className="w-full" onClick={() => void copyLink(url)}>
          <Link2 aria-hidden className="size-4" />
          {t.actions.copyLink}
        </Button>
      </div>
      <h3 className="px-5 pt-2 text-xs font-medium text-ink-muted">{t.people.count(people.length)}</h3>
      <ul className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
        {people.map((person) => (
          <Person key={person.participantId} person={person} presents={presenting.has(person.participantId)} />
        ))}
      </ul>
    </div>
  );
}

function Person({ person, presents }: { person: Tile; presents: boolean }) {
  const { userId, username, local, microphone, connected } = person;
  return (
    <li className="flex h-12 items-center gap-3 rounded-md px-2">
      <Avatar userId={userId} name={username} size="sm" />
      <span className="min-w-0 flex-1 truncate font-medium">
        <bdi>{username}</bdi>
        {local && <span className="font-regular text-ink-muted"> {t.people.you}</span>}
      </span>
      {!connected && <span className="text-xs text-warn">{t.tile.reconnecting}</span>}
      {presents && <MonitorUp role="img" aria-label={t.tile.presenting} className="size-4 text-accent" />}
      {microphone ? (
        <Mic role="img" aria-label={t.tile.microphoneOn} className="size-4 text-ink-muted" />
      ) : (
        <MicOff role="img" aria-label={t.tile.microphoneOff} className="size-4 text-ink-muted" />
      )}
    </li>
  );
}
