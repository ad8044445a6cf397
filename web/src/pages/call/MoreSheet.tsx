import { MonitorUp, MonitorX, Settings, Users, type LucideIcon } from "lucide-react";
import { useRef } from "react";

import type { LocalMedia } from "~/devices/localMedia";
import { canPresent } from "~/devices/support";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Dialog } from "~/ui/Dialog";

import type { Controls } from "./controls";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  local: LocalMedia;
  controls: Controls;
}

/** The overflow menu on phones. */
export function MoreSheet({ open, onOpenChange, local, controls }: Props) {
  const { on } = useReadable(local.screen);
  const next = useRef<(() => void) | null>(null);
  const present = (): void => {
    onOpenChange(false);
    controls.present();
  };
  /** What opens then takes the focus from the button that opened this, and gives it back there. */
  const closeFirst = (then: () => void): void => {
    next.current = then;
    onOpenChange(false);
  };
  const onClosed = (): void => {
    next.current?.();
    next.current = null;
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t.actions.more} onClosed={onClosed}>
      <div className="-mx-2 flex flex-col">
        {canPresent() && (
          <Row icon={on ? MonitorX : MonitorUp} label={on ? t.call.stopPresenting : t.call.present} onClick={present} />
        )}
        <Row icon={Users} label={t.call.people} onClick={() => closeFirst(controls.people)} />
        <Row icon={Settings} label={t.call.settings} onClick={() => closeFirst(controls.settings)} />
      </div>
    </Dialog>
  );
}

function Row({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex h-12 items-center gap-4 rounded-md px-2 text-left text-base hover:bg-fill"
    >
      <Icon aria-hidden className="size-5 text-ink-muted" />
      {label}
    </button>
  );
}
