import { Volume2 } from "lucide-react";

import { useReadable } from "~/hooks/useReadable";
import type { Devices } from "~/media/devices";
import type { LocalMedia } from "~/media/localMedia";
import { playTestSound } from "~/media/testSound";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { DeviceSelects } from "~/ui/prejoin/DeviceSelects";
import { LevelMeter } from "~/ui/prejoin/LevelMeter";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  devices: Devices;
  local: LocalMedia;
}

export function SettingsDialog({ open, onOpenChange, devices, local }: Props) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Settings">
      <div className="flex flex-col gap-4">
        <DeviceSelects devices={devices} />
        <Check devices={devices} local={local} />
      </div>
    </Dialog>
  );
}

/** Whether one is heard, and hears. */
function Check({ devices, local }: Omit<Props, "open" | "onOpenChange">) {
  const { on, track } = useReadable(local.microphone);
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
      <span className="flex items-center gap-3 text-ink-muted">
        <LevelMeter track={on ? track : null} className="text-accent" />
        {on ? "Say something: the bars move with your voice." : "Your microphone is off."}
      </span>
      <Button variant="secondary" size="sm" onClick={() => playTestSound(devices.effective("speaker"))}>
        <Volume2 aria-hidden className="size-4" />
        Test speaker
      </Button>
    </div>
  );
}
