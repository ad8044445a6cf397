import { CircleAlert, X } from "lucide-react";
import { useState } from "react";

import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import { CheckLink } from "~/pages/devices/CheckLink";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";

/**
 * Two talk, but a third could not join them: said while it is still harmless, to who can see to it;
 * and in a group, to whoever is cut off from it.
 */
export function GroupNotice({ call, host }: { call: CallView; host: boolean }) {
  const ready = useReadable(call.groupReady);
  const blocked = useSelected(
    call.participants,
    (others) => others.find(({ groupReady }) => groupReady === false)?.username,
  );
  const group = useReadable(call.mode) === "sfu";
  const [closed, setClosed] = useState(false);
  const own = ready === false && (host || group);
  if (closed || !(own || (host && blocked !== undefined))) return null;
  return (
    <div
      role="status"
      className="flex w-full max-w-lg animate-rise items-start gap-2.5 rounded-md bg-raised px-3 py-2.5 text-ink shadow-float"
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <p className="flex-1">
        {own ? t.call.ownNetwork : t.call.networkOf(isolated(blocked ?? ""))}
        {own && (
          <CheckLink
            text={t.check.linkOfNetwork}
            className="mt-1 block w-fit font-medium underline underline-offset-2"
          />
        )}
      </p>
      <IconButton icon={X} label={t.actions.close} size="sm" onClick={() => setClosed(true)} />
    </div>
  );
}
