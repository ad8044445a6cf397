// Somebody in the list of people.
import { Mic, MicOff, MonitorUp } from "lucide-react";

import type { Tile } from "~/call/view";
import { t } from "~/text/t";
import { Avatar } from "~/ui/Avatar";

export function Person({ person, presents }: { person: Tile; presents: boolean }) {
  const { userId, username, local, microphone, connected } = person;
  return (
    <div className="flex h-full items-center gap-3 rounded-md px-2">
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
    </div>
  );
}
