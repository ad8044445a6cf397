import { MonitorUp, MonitorX, Settings, Users, type LucideIcon } from "lucide-react";

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
  const close = (then: () => void) => () => {
    onOpenChange(false);
    then();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t.actions.more}>
      <div className="-mx-2 flex flex-col">
        {canPresent() && (
          <Row
            icon={on ? MonitorX : MonitorUp}
            label={on ? t.call.stopPresenting : t.call.present}
            onClick={close(controls.present)}
          />
        )}
        <Row icon={Users} label={t.call.people} onClick={close(controls.people)} />
        <Row icon={Settings} label={t.call.settings} onClick={close(controls.settings)} />
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
