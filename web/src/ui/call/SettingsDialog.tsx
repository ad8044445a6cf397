import type { Devices } from "~/media/devices";
import type { LocalMedia } from "~/media/localMedia";
import { Dialog } from "~/ui/Dialog";
import { DeviceSelects } from "~/ui/prejoin/DeviceSelects";
import { SoundCheck } from "~/ui/prejoin/SoundCheck";

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
        <div className="border-t border-line pt-4">
          <SoundCheck devices={devices} local={local} />
        </div>
      </div>
    </Dialog>
  );
}
