import { ChevronUp } from "lucide-react";

import { inUse, type DeviceKind, type Devices } from "~/devices/devices";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Menu, MenuChoice, MenuLine } from "~/ui/Menu";

interface Props {
  kinds: readonly DeviceKind[];
  label: string;
  devices: Devices;
}

/** Another device, without leaving the stage. */
export function DeviceMenu({ kinds, label, devices }: Props) {
  const lists = useReadable(devices.lists);
  useReadable(devices.chosen);
  const shown = kinds.filter((kind) => lists[kind].length > 0 && (kind !== "speaker" || devices.canChooseSpeaker));
  return (
    <Menu
      side="top"
      align="center"
      trigger={
        <button
          type="button"
          aria-label={label}
          className="flex h-12 w-9 items-center justify-center rounded-r-full text-on-stage-muted transition-colors hover:text-on-stage focus-visible:outline-speaking"
        >
          <ChevronUp aria-hidden className="size-4" />
        </button>
      }
    >
      {shown.length === 0 && <p className="px-3 py-2 text-ink-muted">{t.devices.nothingToChoose}</p>}
      {shown.map((kind, index) => (
        <div key={kind}>
          {index > 0 && <MenuLine />}
          <MenuChoice
            label={t.devices.names[kind]}
            value={inUse(devices.effective(kind), lists[kind])}
            options={lists[kind]}
            onChange={(id) => devices.choose(kind, id)}
          />
        </div>
      ))}
    </Menu>
  );
}
