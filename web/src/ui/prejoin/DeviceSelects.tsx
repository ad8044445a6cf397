import { useReadable } from "~/hooks/useReadable";
import type { DeviceKind, Devices } from "~/media/devices";
import { DEVICE_ICONS, DEVICE_NAMES } from "~/ui/devices";
import { Select } from "~/ui/Select";

const KINDS: readonly DeviceKind[] = ["microphone", "camera", "speaker"];

interface Props {
  devices: Devices;
  /** Where the place leaves no room, labels are only for those who hear the page. */
  labelsHidden?: boolean;
}

/** Camera, microphone and speaker. */
export function DeviceSelects({ devices, labelsHidden = false }: Props) {
  const lists = useReadable(devices.lists);
  useReadable(devices.chosen);
  return KINDS.map((kind) => {
    const fixed = kind === "speaker" && !devices.canChooseSpeaker;
    return (
      <div key={kind} className="min-w-0">
        <Select
          label={DEVICE_NAMES[kind]}
          labelHidden={labelsHidden}
          icon={DEVICE_ICONS[kind]}
          value={devices.effective(kind)}
          options={lists[kind]}
          onChange={(id) => devices.choose(kind, id)}
          disabled={fixed}
          empty={fixed ? "Chosen by your system" : `No ${kind} found`}
        />
      </div>
    );
  });
}
