import { Camera, Mic, Volume2, type LucideIcon } from "lucide-react";

import { inUse, type DeviceKind, type Devices } from "~/devices/devices";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Select } from "~/ui/Select";

const ICONS: Record<DeviceKind, LucideIcon> = { camera: Camera, microphone: Mic, speaker: Volume2 };
const KINDS: readonly DeviceKind[] = ["microphone", "camera", "speaker"];

/** Camera, microphone and speaker. */
export function DeviceSelects({ devices }: { devices: Devices }) {
  const lists = useReadable(devices.lists);
  const unnamed = useReadable(devices.unnamed);
  useReadable(devices.chosen);
  return KINDS.map((kind) => {
    const fixed = kind === "speaker" && !devices.canChooseSpeaker;
    return (
      <Select
        key={kind}
        label={t.devices.names[kind]}
        icon={ICONS[kind]}
        value={inUse(devices.effective(kind), lists[kind])}
        options={fixed ? [] : lists[kind]}
        onChange={(id) => devices.choose(kind, id)}
        empty={emptyText(kind, unnamed.includes(kind))}
      />
    );
  });
}

/** Why there is nothing to choose from. `unnamed`: there is something, and the browser names it once it is allowed. */
function emptyText(kind: DeviceKind, unnamed: boolean): string {
  if (kind === "speaker") return t.devices.systemsOwn;
  return unnamed ? t.devices.allowFirst(kind) : t.devices.none(kind);
}
