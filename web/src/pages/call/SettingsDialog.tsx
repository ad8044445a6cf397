import type { Devices } from "~/devices/devices";
import type { LocalMedia } from "~/devices/localMedia";
import { useReadable } from "~/lib/useReadable";
import { CheckOffer } from "~/pages/devices/CheckLink";
import { DeviceSelects } from "~/pages/devices/DeviceSelects";
import { SoundCheck } from "~/pages/devices/SoundCheck";
import { t } from "~/text/t";
import { Dialog } from "~/ui/Dialog";
import { Part } from "~/ui/Part";
import { Switch } from "~/ui/Switch";

import { showSigns, signsShown } from "./signsShown";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  devices: Devices;
  local: LocalMedia;
}

export function SettingsDialog({ open, onOpenChange, devices, local }: Props) {
  const signs = useReadable(signsShown);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t.call.settings}>
      <div className="flex flex-col gap-4">
        <Part name={t.parts.devices}>
          <DeviceSelects devices={devices} />
        </Part>
        <div className="border-t border-line pt-4">
          <Switch label={t.reactions.show} hint={t.reactions.showText} checked={signs} onChange={showSigns} />
        </div>
        <div className="border-t border-line pt-4">
          <Part name={t.parts.soundCheck}>
            <SoundCheck devices={devices} local={local} />
          </Part>
        </div>
        <CheckOffer />
      </div>
    </Dialog>
  );
}
