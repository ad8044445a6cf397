// Who waits to be let in, for who may let them.
import { Ban, EllipsisVertical } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import type { Devices } from "~/devices/devices";
import type { CallView } from "~/call/view";
import { playTestSound } from "~/devices/soundCheck/chime";
import { useReadable } from "~/lib/useReadable";
import { messageOf } from "~/api/errors";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { Menu, MenuItem } from "~/ui/Menu";
import { toast } from "~/ui/toast";

/** Names that are shown before the rest is asked for. */
const FEW = 3;

export function KnocksNotice({ call, devices }: { call: CallView; devices: Devices }) {
  const { knocks, count } = useReadable(call.knocks);
  const [whole, setWhole] = useState(false);
  const before = useRef(0);
  useEffect(() => {
    if (count > before.current) void playTestSound(devices.effective("speaker")).catch(() => undefined);
    before.current = count;
  }, [count, devices]);
  if (count === 0) return null;
  const shown = whole ? knocks : knocks.slice(0, FEW);
  const tell = (done: Promise<void>): void => void done.catch((error: unknown) => toast(messageOf(error)));
  return (
    <section
      aria-label={t.knocks.heading(count)}
      className="flex max-h-[50dvh] w-full max-w-md animate-rise flex-col gap-2 rounded-md bg-raised px-3 py-2.5 text-ink shadow-float"
    >
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">
          <span aria-live="polite">{t.knocks.heading(count)}</span>
        </h2>
        {count > 1 && (
          <Button size="sm" onClick={() => tell(call.admit())}>
            {t.knocks.admitAll}
          </Button>
        )}
      </div>
      <ul className="-mr-1 flex flex-col gap-1.5 overflow-y-auto pr-1">
        {shown.map(({ id, username, guest }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span id={`knock-${id}`} dir="auto" className="min-w-0 flex-1 basis-24 truncate">
              {username}
              {guest && <span className="text-ink-muted"> · {t.knocks.guest}</span>}
            </span>
            <Button size="sm" variant="quiet" aria-describedby={`knock-${id}`} onClick={() => tell(call.deny([id]))}>
              {t.knocks.deny}
            </Button>
            <Button
              size="sm"
              variant={count > 1 ? "outline" : "primary"}
              aria-describedby={`knock-${id}`}
              onClick={() => tell(call.admit([id]))}
            >
              {t.knocks.admit}
            </Button>
            <Menu
              trigger={<IconButton icon={EllipsisVertical} label={t.knocks.moreFor(username)} hint={t.actions.more} />}
            >
              <MenuItem icon={Ban} danger onSelect={() => tell(call.deny([id], true))}>
                {t.knocks.denyAndBlock}
              </MenuItem>
            </Menu>
          </li>
        ))}
      </ul>
      {count > shown.length && !whole && (
        <Button size="sm" variant="quiet" onClick={() => setWhole(true)}>
          {t.knocks.more(count - shown.length)}
        </Button>
      )}
      {whole && count > knocks.length && <p className="text-ink-muted">{t.knocks.others(count - knocks.length)}</p>}
    </section>
  );
}
