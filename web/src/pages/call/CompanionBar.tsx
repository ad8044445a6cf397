import { Speaker } from "lucide-react";
import { useEffect } from "react";

import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { toast } from "~/ui/toast";

import { failed } from "./failed";

/** Says that another computer in the room has the sound, and has it back; also once that one is gone. */
export function CompanionBar({ call }: { call: CallView }) {
  const companionOf = useReadable(call.companionOf);
  const name = useSelected(call.tiles, (tiles) => tiles.find(({ local }) => local)?.beside ?? null);
  useEffect(() => {
    let before = call.companionOf.get();
    return call.companionOf.subscribe(() => {
      const now = call.companionOf.get();
      if (before !== null && now === null && call.phase.get().name === "inCall") toast(t.sameRoom.again);
      before = now;
    });
  }, [call]);
  if (companionOf === null) return null;
  return (
    <section
      aria-label={t.sameRoom.heading}
      className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 bg-control px-4 py-1.5"
    >
      <p className="flex min-w-0 items-center gap-2 font-medium">
        <Speaker aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 truncate">{t.sameRoom.here(name === null ? null : isolated(name))}</span>
      </p>
      <Button size="sm" variant="secondary" onClick={() => void call.accompany(null).catch(failed)}>
        {t.sameRoom.ownSound}
      </Button>
    </section>
  );
}
