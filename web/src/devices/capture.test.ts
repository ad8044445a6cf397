import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { plugged, settled, stubComputer, type FakeComputer, type FakeTrack } from "~test/fakeDevices";

import { Capture, type CaptureKind } from "./capture";
import { Devices } from "./devices";

const DESK = plugged("audioinput", "desk");
const HEADSET = plugged("audioinput", "headset");
const CAMERA = plugged("videoinput", "a");
const OTHER_CAMERA = plugged("videoinput", "b");
const system = (group: string) => plugged("audioinput", "default", `Default - ${group}`, group);

describe("Capture", () => {
  let computer: FakeComputer;
  let devices: Devices;
  const capturing = async (kind: CaptureKind, ...list: ReturnType<typeof plugged>[]): Promise<Capture> => {
    computer.list = list;
    devices = new Devices();
    await settled();
    return new Capture(kind, devices);
  };
  const trackOf = (capture: Capture): FakeTrack => capture.state.get().track as unknown as FakeTrack;

  beforeEach(() => {
    vi.useFakeTimers();
    computer = stubComputer();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("keeps a microphone that is off, and gives a camera back", async () => {
    const microphone = await capturing("microphone", DESK, CAMERA);
    await microphone.set(true);
    await microphone.set(false);
    expect(microphone.state.get()).toMatchObject({ on: false, pending: false, problem: null });
    expect(trackOf(microphone)).toMatchObject({ enabled: false, readyState: "live" });
    await microphone.set(true);
    expect(computer.tracks).toHaveLength(1);

    const camera = new Capture("camera", devices);
    await camera.set(true);
    const track = trackOf(camera);
    await camera.set(false);
    expect(track.readyState).toBe("ended");
    expect(camera.state.get().track).toBeNull();
  });

  it("opens what is chosen, then gives the old one back", async () => {
    const microphone = await capturing("microphone", DESK, HEADSET);
    await microphone.set(true);
    const before = trackOf(microphone);
    devices.choose("microphone", "headset");
    await settled();
    expect(trackOf(microphone).deviceId).toBe("headset");
    expect(before.readyState).toBe("ended");
  });

  it("opens the chosen one of the last time before the browser names any", async () => {
    localStorage.setItem("meetd.microphone", "headset");
    const microphone = await capturing("microphone", plugged("audioinput", "", ""));
    const opened = microphone.set(true);
    computer.list = [DESK, HEADSET];
    await opened;
    expect(computer.asked).toEqual(["headset"]);
  });

  it("follows the system's choice, once for each change", async () => {
    const microphone = await capturing("microphone", system("desk"), DESK);
    await microphone.set(true);
    expect(computer.asked).toEqual([""]);
    await computer.plug(system("desk"), DESK, plugged("audiooutput", "speaker"));
    expect(computer.asked).toHaveLength(1);
    await computer.plug(system("headset"), DESK, HEADSET);
    expect(computer.asked).toHaveLength(2);
  });

  it("does not take the first names for a change", async () => {
    const microphone = await capturing("microphone", plugged("audioinput", "", ""));
    const opened = microphone.set(true);
    computer.list = [system("desk"), DESK];
    await opened;
    await computer.plug(system("desk"), DESK);
    expect(computer.asked).toHaveLength(1);
  });

  it("stays with a chosen device when the system's choice moves", async () => {
    const microphone = await capturing("microphone", system("desk"), DESK);
    devices.choose("microphone", "desk");
    await microphone.set(true);
    await computer.plug(system("headset"), DESK, HEADSET);
    expect(computer.asked).toEqual(["desk"]);
  });

  it("takes another when the device goes, and comes back to the chosen one", async () => {
    const camera = await capturing("camera", CAMERA, OTHER_CAMERA);
    devices.choose("camera", "b");
    await camera.set(true);
    computer.list = [CAMERA];
    trackOf(camera).end();
    await settled();
    expect(camera.state.get()).toMatchObject({ on: true, problem: null });
    await computer.plug(CAMERA, OTHER_CAMERA);
    expect(computer.asked).toEqual(["b", "", "b"]);
  });

  it.each([true, false])("is on again as it was (%s) when the only device was away", async (on) => {
    const microphone = await capturing("microphone", DESK);
    await microphone.set(true);
    await microphone.set(on);
    computer.list = [];
    trackOf(microphone).end();
    await settled();
    expect(microphone.state.get()).toMatchObject({ on: false, problem: "missing", track: null });
    await computer.plug(DESK);
    if (on) expect(microphone.state.get()).toMatchObject({ on: true, problem: null });
    else expect(microphone.state.get().on).toBe(false);
  });

  it.each([true, false])("remembers what is pressed (%s) while another device starts", async (on) => {
    const microphone = await capturing("microphone", DESK, HEADSET);
    await microphone.set(!on);
    if (!on) expect(microphone.state.get().on).toBe(true);
    else {
      await microphone.set(true);
      await microphone.set(false);
    }
    const open = computer.hold();
    devices.choose("microphone", "headset");
    expect(microphone.state.get().pending).toBe(true);
    await microphone.set(on);
    expect(microphone.state.get().on).toBe(on);
    await open();
    expect(microphone.state.get()).toMatchObject({ on, pending: false });
    expect(trackOf(microphone)).toMatchObject({ deviceId: "headset", enabled: on });
  });

  it("stops a camera that comes after it was turned off", async () => {
    const camera = await capturing("camera", CAMERA);
    const open = computer.hold();
    void camera.set(true);
    await camera.set(false);
    await open();
    expect(camera.state.get()).toMatchObject({ on: false, pending: false, track: null });
    expect(computer.tracks.map(({ readyState }) => readyState)).toEqual(["ended"]);
  });

  it("opens what was chosen while another was opening", async () => {
    const microphone = await capturing("microphone", DESK, HEADSET);
    const open = computer.hold();
    void microphone.set(true);
    devices.choose("microphone", "headset");
    await open();
    expect(trackOf(microphone).deviceId).toBe("headset");
    expect(computer.tracks.map(({ readyState }) => readyState)).toEqual(["ended", "live"]);
  });

  it("goes on with the old microphone when the new one does not open", async () => {
    const microphone = await capturing("microphone", DESK, HEADSET);
    await microphone.set(true);
    const before = trackOf(microphone);
    computer.broken.set("headset", "NotReadableError");
    devices.choose("microphone", "headset");
    await settled();
    expect(microphone.state.get()).toMatchObject({ on: true, pending: false, problem: "busy" });
    expect(trackOf(microphone)).toBe(before);
    expect(before.readyState).toBe("live");

    computer.broken.clear();
    await microphone.retry();
    expect(microphone.state.get()).toMatchObject({ on: true, problem: null });
    expect(trackOf(microphone).deviceId).toBe("headset");
  });

  it("does not unmute by trying again", async () => {
    const microphone = await capturing("microphone", DESK, HEADSET);
    await microphone.set(true);
    await microphone.set(false);
    computer.broken.set("headset", "NotReadableError");
    devices.choose("microphone", "headset");
    await settled();
    computer.broken.clear();
    await microphone.retry();
    expect(microphone.state.get()).toMatchObject({ on: false, problem: null });
    expect(trackOf(microphone).enabled).toBe(false);
  });

  it("gives one camera back before it opens another, where two are too many", async () => {
    const camera = await capturing("camera", CAMERA, OTHER_CAMERA);
    devices.choose("camera", "a");
    await camera.set(true);
    const real = computer.getUserMedia;
    computer.getUserMedia = (constraints) => {
      const held = computer.tracks.some(({ readyState }) => readyState === "live");
      return held ? Promise.reject(new DOMException("", "NotReadableError")) : real(constraints);
    };
    devices.choose("camera", "b");
    await settled();
    expect(camera.state.get()).toMatchObject({ on: true, problem: null });
    expect(trackOf(camera).deviceId).toBe("b");
  });

  it("takes the camera back when the other is busy", async () => {
    const camera = await capturing("camera", CAMERA, OTHER_CAMERA);
    devices.choose("camera", "a");
    await camera.set(true);
    computer.broken.set("b", "NotReadableError");
    devices.choose("camera", "b");
    await settled();
    expect(camera.state.get()).toMatchObject({ on: true, problem: "busy" });
    expect(trackOf(camera)).toMatchObject({ deviceId: "a", readyState: "live" });
  });

  it("says what is wrong when nothing opens, and holds nothing", async () => {
    const camera = await capturing("camera", CAMERA);
    computer.broken.set("", "NotAllowedError");
    await camera.set(true);
    expect(camera.state.get()).toEqual({ on: false, pending: false, problem: "denied", track: null });
    await computer.plug(CAMERA, OTHER_CAMERA);
    expect(computer.asked).toHaveLength(1);
  });

  it("opens a device anew that fell silent, and says so when that did not help", async () => {
    const microphone = await capturing("microphone", DESK);
    await microphone.set(true);
    const before = trackOf(microphone);
    before.setMuted(true);
    before.setMuted(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.tracks).toHaveLength(1);

    before.setMuted(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.tracks).toHaveLength(2);
    expect(before.readyState).toBe("ended");
    expect(microphone.state.get()).toMatchObject({ on: true, problem: null });

    trackOf(microphone).setMuted(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.tracks).toHaveLength(2);
    expect(microphone.state.get()).toMatchObject({ on: true, problem: "silent" });

    trackOf(microphone).setMuted(false);
    expect(microphone.state.get()).toMatchObject({ on: true, problem: null });
  });

  it("leaves a device alone that is silent while nobody looks at the page", async () => {
    const camera = await capturing("camera", CAMERA);
    await camera.set(true);
    vi.stubGlobal("document", { hidden: true });
    trackOf(camera).setMuted(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.tracks).toHaveLength(1);
    vi.stubGlobal("document", { hidden: false });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(computer.tracks).toHaveLength(2);
  });

  it("lends a track of its own that hears while the microphone is off", async () => {
    const microphone = await capturing("microphone", DESK);
    expect(await microphone.borrow()).toMatchObject({ enabled: true });
    expect(microphone.state.get().track).toBeNull();
    await microphone.set(true);
    await microphone.set(false);
    const lent = await microphone.borrow();
    expect(lent).not.toBe(microphone.state.get().track);
    expect(lent.enabled).toBe(true);
    expect(trackOf(microphone).enabled).toBe(false);
  });

  it("holds nothing after it was closed, whatever comes", async () => {
    const camera = await capturing("camera", CAMERA);
    const open = computer.hold();
    void camera.set(true);
    camera.close();
    await open();
    await computer.plug(CAMERA, OTHER_CAMERA);
    expect(camera.state.get().track).toBeNull();
    expect(computer.tracks.map(({ readyState }) => readyState)).toEqual(["ended"]);
  });
});
