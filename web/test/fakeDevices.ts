// For tests: a computer whose cameras and microphones can be plugged in, pulled out and broken.
import { vi } from "vitest";

export class FakeTrack extends EventTarget {
  readyState: MediaStreamTrackState = "live";
  enabled = true;
  muted = false;

  constructor(
    readonly kind: string,
    readonly deviceId: string,
  ) {
    super();
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }

  stop(): void {
    this.readyState = "ended";
  }

  clone(): FakeTrack {
    return new FakeTrack(this.kind, this.deviceId);
  }

  /** As the browser does when the device goes. */
  end(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  setMuted(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? "mute" : "unmute"));
  }
}

type Plugged = Pick<MediaDeviceInfo, "kind" | "deviceId" | "label" | "groupId">;

export const plugged = (kind: MediaDeviceKind, deviceId: string, label = deviceId, groupId = label): Plugged => ({
  kind,
  deviceId,
  label,
  groupId,
});

export class FakeComputer extends EventTarget {
  list: Plugged[] = [];
  /** Every device that was asked for, in order; "" where the browser was free to choose. */
  readonly asked: string[] = [];
  readonly tracks: FakeTrack[] = [];
  /** Why a device does not open, by its id. */
  readonly broken = new Map<string, string>();
  /** While it is set, whoever asks for a device waits. */
  #gate: Promise<void> | null = null;

  enumerateDevices = (): Promise<Plugged[]> => Promise.resolve(this.list);

  getUserMedia = async ({ audio, video }: MediaStreamConstraints): Promise<{ getTracks: () => FakeTrack[] }> => {
    const wanted = (audio ?? video) as MediaTrackConstraints;
    const device = wanted.deviceId as { exact?: string; ideal?: string } | string | undefined;
    const id = typeof device === "object" ? (device.exact ?? device.ideal ?? "") : (device ?? "");
    this.asked.push(id);
    if (this.#gate) await this.#gate;
    const kind = audio ? "audioinput" : "videoinput";
    const problem = this.broken.get(id) ?? (this.list.some((each) => each.kind === kind) ? null : "NotFoundError");
    if (problem !== null) throw new DOMException("", problem);
    const track = new FakeTrack(audio ? "audio" : "video", id);
    this.tracks.push(track);
    return { getTracks: () => [track] };
  };

  /** What is there from now on, and the browser says so. */
  async plug(...list: Plugged[]): Promise<void> {
    this.list = list;
    this.dispatchEvent(new Event("devicechange"));
    await settled();
  }

  /** Whoever asks from now on waits, until the returned function is called. */
  hold(): () => Promise<void> {
    let open = (): void => undefined;
    this.#gate = new Promise((resolve) => (open = resolve));
    return async () => {
      this.#gate = null;
      open();
      await settled();
    };
  }
}

/** Puts a computer in the place of the real one; undo it with `vi.unstubAllGlobals`. */
export function stubComputer(): FakeComputer {
  const computer = new FakeComputer();
  const kept = new Map<string, string>();
  vi.stubGlobal("navigator", { mediaDevices: computer });
  vi.stubGlobal("HTMLMediaElement", { prototype: { setSinkId: null } });
  vi.stubGlobal("document", { hidden: false });
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  return computer;
}

/** Whatever could be done without waiting for anything else was done. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
