import { inUse, type DeviceKind, type Devices } from "~/devices/devices";
import { useReadable } from "~/lib/useReadable";
import { Select } from "~/ui/Select";

import { DEVICE_ICONS, DEVICE_NAMES, emptyText } from "./deviceTexts";

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
        label={DEVICE_NAMES[kind]}
        icon={DEVICE_ICONS[kind]}
        value={inUse(devices.effective(kind), lists[kind])}
        options={fixed ? [] : lists[kind]}
        onChange={(id) => devices.choose(kind, id)}
        empty={emptyText(kind, unnamed.includes(kind))}
      />
    );
  });
}
