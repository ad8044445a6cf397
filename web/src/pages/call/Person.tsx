// Somebody in the list of people.
import { Crown, Mic, MicOff, MonitorUp, ShieldCheck } from "lucide-react";

import type { CallView, Tile } from "~/call/view";
import { t } from "~/text/t";
import { Avatar } from "~/ui/Avatar";
import { isolated } from "~/ui/isolated";

import { HandMark } from "./HandMark";
import { PersonMenu } from "./PersonMenu";
import { RenameSelf } from "./RenameSelf";

interface Props {
  call: CallView;
  person: Tile;
  presents: boolean;
}

export function Person({ call, person, presents }: Props) {
  const { userId, username, pronouns, local, microphone, connected, role, guest, bot, hand, beside } = person;
  return (
    <div className="flex h-full items-center gap-3 rounded-md px-2">
      <Avatar userId={userId} name={username} picture={person.picture} size="sm" />
      <span className="min-w-0 flex-1 truncate font-medium">
        <bdi>{username}</bdi>
        {local && <span className="font-regular text-ink-muted"> {t.people.you}</span>}
        {pronouns !== "" && <Pronouns of={pronouns} />}
        {(bot || guest) && (
          <span className="font-regular text-ink-muted"> · {bot ? t.people.bot : t.people.guest}</span>
        )}
        {beside !== null && (
          <span className="font-regular text-ink-muted"> · {t.sameRoom.beside(isolated(beside))}</span>
        )}
      </span>
      {!connected && <span className="text-xs text-warn">{t.tile.reconnecting}</span>}
      {role === "host" && <Crown role="img" aria-label={t.roles.host} className="size-4 text-ink-muted" />}
      {role === "cohost" && <ShieldCheck role="img" aria-label={t.roles.cohost} className="size-4 text-ink-muted" />}
      {role === "viewer" && <span className="text-xs text-ink-muted">{t.roles.viewer}</span>}
      {hand !== null && <HandMark place={hand} />}
      {presents && <MonitorUp role="img" aria-label={t.tile.presenting} className="size-4 text-accent" />}
      {microphone ? (
        <Mic role="img" aria-label={t.tile.microphoneOn} className="size-4 text-ink-muted" />
      ) : (
        <MicOff role="img" aria-label={t.tile.microphoneOff} className="size-4 text-ink-muted" />
      )}
      {local ? <RenameSelf call={call} /> : <PersonMenu call={call} person={person} presents={presents} />}
    </div>
  );
}

function Pronouns({ of }: { of: string }) {
  return (
    <span className="font-regular text-ink-muted">
      {" "}
      · <bdi>{of}</bdi>
    </span>
  );
}
