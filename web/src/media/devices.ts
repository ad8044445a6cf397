// Which cameras, microphones and speakers there are, and which the person wants.
import { Store } from "~/state/store";

export type DeviceKind = "camera" | "microphone" | "speaker";

export interface Device {
  id: string;
  label: string;
}

export type DeviceLists = Record<DeviceKind, readonly Device[]>;
export type Choices = Record<DeviceKind, string>;

const KINDS: Record<MediaDeviceKind, DeviceKind> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};
const NAMES: Record<DeviceKind, string> = {
  camera: "Camera",
  microphone: "Microphone",
  speaker: "Speaker",
};
const DEFAULT = "default";

const storageKey = (kind: DeviceKind): string => `meetd.${kind}`;

/** The id to use: the wanted device while it is there, else the system's own choice. */
export function available(wanted: string, devices: readonly Device[]): string {
  return devices.some((device) => device.id === wanted) ? wanted : DEFAULT;
}

export class Devices {
  readonly lists = new Store<DeviceLists>({ camera: [], microphone: [], speaker: [] });
  /** What the person chose; it may not be plugged in now. */
  readonly chosen = new Store<Choices>({
    camera: localStorage.getItem(storageKey("camera")) ?? DEFAULT,
    microphone: localStorage.getItem(storageKey("microphone")) ?? DEFAULT,
    speaker: localStorage.getItem(storageKey("speaker")) ?? DEFAULT,
  });
  readonly canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
  readonly #media: MediaDevices | undefined = navigator.mediaDevices;
  readonly #onChange = (): void => void this.refresh();

  constructor() {
    this.#media?.addEventListener("devicechange", this.#onChange);
    void this.refresh();
  }

  /** The device of that kind to use now. */
  effective(kind: DeviceKind): string {
    return available(this.chosen.get()[kind], this.lists.get()[kind]);
  }

  choose(kind: DeviceKind, id: string): void {
    localStorage.setItem(storageKey(kind), id);
    this.chosen.update((chosen) => ({ ...chosen, [kind]: id }));
  }

  /** Reads the list again; labels are there once a device was allowed. */
  async refresh(): Promise<void> {
    const lists: Record<DeviceKind, Device[]> = { camera: [], microphone: [], speaker: [] };
    try {
      for (const info of (await this.#media?.enumerateDevices()) ?? []) {
        const kind = KINDS[info.kind];
        if (info.deviceId === "") continue;
        const label = info.label || `${NAMES[kind]} ${lists[kind].length + 1}`;
        lists[kind].push({ id: info.deviceId, label });
      }
    } catch {
      return;
    }
    if (JSON.stringify(lists) !== JSON.stringify(this.lists.get())) this.lists.set(lists);
  }

  close(): void {
    this.#media?.removeEventListener("devicechange", this.#onChange);
  }
}
