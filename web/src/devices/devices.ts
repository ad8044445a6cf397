// Which cameras, microphones and speakers there are, and which the person wants.
import { Store } from "~/lib/store";
import { t } from "~/text/t";

export type DeviceKind = "camera" | "microphone" | "speaker";

export interface Device {
  id: string;
  label: string;
  /** The same for what is built into one thing, such as a headset. */
  groupId: string;
}

export type DeviceLists = Record<DeviceKind, readonly Device[]>;
export type Choices = Record<DeviceKind, string>;

const KINDS: Record<MediaDeviceKind, DeviceKind> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};
export const DEFAULT = "default";
/** Milliseconds that a browser takes at most to say which devices there are. */
const ANSWERS_WITHIN = 5000;

const storageKey = (kind: DeviceKind): string => `meetd.${kind}`;

/** The id to use: the wanted device while it is there, else the system's own choice. */
export function available(wanted: string, devices: readonly Device[]): string {
  return devices.some((device) => device.id === wanted) ? wanted : DEFAULT;
}

/** What a list shows as chosen: where the system's own choice is not in it, the first stands for that. */
export function inUse(id: string, devices: readonly Device[]): string {
  return devices.some((device) => device.id === id) ? id : (devices[0]?.id ?? id);
}

/** Tells which device an id stands for, as far as the browser says: the system's choice moves. */
function deviceBehind(id: string, devices: readonly Device[]): string {
  if (id !== DEFAULT) return id;
  const entry = devices.find((device) => device.id === DEFAULT);
  if (entry) return `${DEFAULT} ${entry.groupId} ${entry.label}`;
  return devices.length > 0 ? DEFAULT : "";
}

export class Devices {
  /** Those that the browser names. */
  readonly lists = new Store<DeviceLists>({ camera: [], microphone: [], speaker: [] });
  /** Kinds of which there are some, and the browser names none before the person allows it. */
  readonly unnamed = new Store<readonly DeviceKind[]>([]);
  /** What the person chose; it may not be plugged in now. */
  readonly chosen = new Store<Choices>({
    camera: localStorage.getItem(storageKey("camera")) ?? DEFAULT,
    microphone: localStorage.getItem(storageKey("microphone")) ?? DEFAULT,
    speaker: localStorage.getItem(storageKey("speaker")) ?? DEFAULT,
  });
  readonly canChooseSpeaker = "setSinkId" in HTMLMediaElement.prototype;
  readonly #media: Partial<MediaDevices> | undefined = navigator.mediaDevices;
  readonly #onChange = (): void => void this.refresh();

  constructor() {
    this.#media?.addEventListener?.("devicechange", this.#onChange);
    void this.refresh();
  }

  /** The device of that kind to use now. */
  effective(kind: DeviceKind): string {
    return available(this.chosen.get()[kind], this.lists.get()[kind]);
  }

  /** Changes when what `effective` stands for is another device. */
  behind(kind: DeviceKind): string {
    const some = this.unnamed.get().includes(kind) ? "unnamed" : "";
    return deviceBehind(this.effective(kind), this.lists.get()[kind]) || some;
  }

  choose(kind: DeviceKind, id: string): void {
    localStorage.setItem(storageKey(kind), id);
    this.chosen.update((chosen) => ({ ...chosen, [kind]: id }));
  }

  /** Reads the list again; names are there once a device was allowed. */
  async refresh(): Promise<void> {
    const lists: Record<DeviceKind, Device[]> = { camera: [], microphone: [], speaker: [] };
    const unnamed = new Set<DeviceKind>();
    try {
      for (const { kind: is, deviceId: id, groupId, label } of await this.#enumerate()) {
        const kind = KINDS[is];
        if (id === "") unnamed.add(kind);
        else lists[kind].push({ id, groupId, label: label || t.devices.numbered(kind, lists[kind].length + 1) });
      }
    } catch {
      return;
    }
    // First, so that whoever hears of new lists finds both as they are.
    if (!same([...unnamed], this.unnamed.get())) this.unnamed.set([...unnamed]);
    if (!same(lists, this.lists.get())) this.lists.set(lists);
  }

  /** Rejects where the browser does not answer: nothing waits for that. */
  #enumerate(): Promise<MediaDeviceInfo[]> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(reject, ANSWERS_WITHIN);
      const found = this.#media?.enumerateDevices?.() ?? Promise.resolve([]);
      found.then(resolve, reject).finally(() => clearTimeout(late));
    });
  }

  close(): void {
    this.#media?.removeEventListener?.("devicechange", this.#onChange);
  }
}

const same = (a: object, b: object): boolean => JSON.stringify(a) === JSON.stringify(b);
