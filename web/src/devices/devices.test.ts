import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { plugged, settled, stubComputer, type FakeComputer } from "~test/fakeDevices";

import { Devices, inUse } from "./devices";

describe("Devices", () => {
  let computer: FakeComputer;
  beforeEach(() => {
    computer = stubComputer();
  });
  afterEach(() => vi.unstubAllGlobals());

  it("says of which kinds there are some that the browser does not name yet", async () => {
    computer.list = [plugged("videoinput", ""), plugged("audioinput", "")];
    const devices = new Devices();
    await settled();
    expect(devices.lists.get().camera).toEqual([]);
    expect(devices.unnamed.get()).toEqual(["camera", "microphone"]);

    await computer.plug(plugged("videoinput", "a", "Desk"), plugged("audioinput", ""));
    expect(devices.lists.get().camera).toEqual([{ id: "a", label: "Desk", groupId: "Desk" }]);
    expect(devices.unnamed.get()).toEqual(["microphone"]);
  });

  it("uses the chosen device while it is there, and remembers it", async () => {
    const [a, b] = [plugged("videoinput", "a"), plugged("videoinput", "b")];
    computer.list = [a, b];
    const devices = new Devices();
    await settled();
    devices.choose("camera", "b");
    expect(devices.effective("camera")).toBe("b");
    await computer.plug(a);
    expect(devices.effective("camera")).toBe("default");
    await computer.plug(a, b);
    expect(devices.effective("camera")).toBe("b");
    expect(new Devices().chosen.get().camera).toBe("b");
  });

  it("notices that another device is the system's own choice", async () => {
    const list = (label: string, group: string) => plugged("audioinput", "default", label, group);
    computer.list = [list("Default", "desk")];
    const devices = new Devices();
    await settled();
    const changed = vi.fn();
    devices.lists.subscribe(changed);
    const before = devices.behind("microphone");
    await computer.plug(list("Default", "desk"));
    expect(changed).not.toHaveBeenCalled();
    await computer.plug(list("Default", "headset"));
    expect(changed).toHaveBeenCalledOnce();
    expect(devices.behind("microphone")).not.toBe(before);
    expect(devices.effective("microphone")).toBe("default");
  });

  it("hears nothing more when it is closed", async () => {
    const devices = new Devices();
    await settled();
    devices.close();
    await computer.plug(plugged("videoinput", "a"));
    expect(devices.lists.get().camera).toEqual([]);
  });
});

describe("inUse", () => {
  const device = (id: string) => ({ id, label: id, groupId: "" });

  it("is the first where the list has no entry for the system's choice", () => {
    expect(inUse("default", [device("a"), device("b")])).toBe("a");
    expect(inUse("b", [device("a"), device("b")])).toBe("b");
    expect(inUse("default", [])).toBe("default");
  });
});
