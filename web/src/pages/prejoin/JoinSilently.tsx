// A second way in, for who shares a physical room with somebody who is in: without sound, beside them.
import { Speaker } from "lucide-react";
import { useId } from "react";

import type { WhoIsIn } from "~/api/guests";
import type { LocalMedia } from "~/devices/localMedia";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { Menu, MenuItem, MenuLabel } from "~/ui/Menu";

interface Props {
  found: WhoIsIn | null;
  local: LocalMedia;
  onJoin: (companionOf: string) => void;
}

export function JoinSilently({ found, local, onJoin }: Props) {
  const why = useId();
  const people = found?.people ?? [];
  const [only] = people;
  if (!only) return null;
  const join = (participantId: string): void => {
    // Here alone: what one starts with at the next meeting stays as it was.
    void local.setMicrophone(false);
    onJoin(participantId);
  };
  const button = (
    <Button
      variant="outline"
      aria-describedby={why}
      onClick={people.length === 1 ? () => join(only.participantId) : undefined}
    >
      <Speaker aria-hidden className="size-4" />
      {t.sameRoom.without}
    </Button>
  );
  return (
    <div className="flex max-w-72 flex-col items-center gap-2">
      {people.length === 1 ? (
        button
      ) : (
        <Menu trigger={button} align="center">
          <MenuLabel>{t.sameRoom.whose}</MenuLabel>
          {people.map(({ participantId, name }) => (
            <MenuItem key={participantId} onSelect={() => join(participantId)}>
              {isolated(name)}
            </MenuItem>
          ))}
        </Menu>
      )}
      <p id={why} className="text-xs text-balance text-ink-muted">
        {t.sameRoom.why}
      </p>
    </div>
  );
}
