// What this browser can send and receive. To find out takes two peer connections, so it is asked
// once: all routers of a server speak the same codecs.
import type { Device, types as mediasoup } from "mediasoup-client";

import { deviceNegotiatingOnce } from "./probator";

/** Where the last router's capabilities are kept: the next is likely to have the same. */
const LAST = "meetd.router";

let known: { routerRtpCapabilities: string; device: Promise<Device>; loaded?: Device } | null = null;

/** The device for routers of these capabilities. Rejects where the browser cannot do WebRTC. */
export function deviceFor(routerRtpCapabilities: mediasoup.RtpCapabilities): Promise<Device> {
  const key = JSON.stringify(routerRtpCapabilities);
  if (known?.routerRtpCapabilities !== key) {
    const device = load(routerRtpCapabilities);
    const entry: typeof known = { routerRtpCapabilities: key, device };
    known = entry;
    device.then(
      (loaded) => (entry.loaded = loaded),
      () => undefined,
    );
    try {
      localStorage.setItem(LAST, key);
    } catch {
      // Then it is found out when it is needed.
    }
  }
  return known.device;
}

/** What this browser can receive from routers of any server that is like the last; null while that is not known. */
export function receivable(): mediasoup.RtpCapabilities | null {
  return known?.loaded?.recvRtpCapabilities ?? null;
}

/** Whether what is known is of routers of these capabilities. */
export function isKnown(routerRtpCapabilities: mediasoup.RtpCapabilities): boolean {
  return known?.routerRtpCapabilities === JSON.stringify(routerRtpCapabilities);
}

/** Finds out ahead, for routers like the last one; false where none is known. */
export async function prepareDevice(): Promise<boolean> {
  try {
    const last = localStorage.getItem(LAST);
    if (last === null) return false;
    await deviceFor(JSON.parse(last) as mediasoup.RtpCapabilities);
    return true;
  } catch {
    return false;
  }
}

async function load(routerRtpCapabilities: mediasoup.RtpCapabilities): Promise<Device> {
  try {
    const device = deviceNegotiatingOnce();
    await device.load({ routerRtpCapabilities });
    return device;
  } catch (error) {
    known = null;
    throw error;
  }
}
