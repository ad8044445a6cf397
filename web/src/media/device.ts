// What this browser can send and receive. To find out takes two peer connections, so it is asked
// once: all routers of a server speak the same codecs.
import { Device, type types as mediasoup } from "mediasoup-client";

let known: { routerRtpCapabilities: string; device: Promise<Device> } | null = null;

/** The device for routers of these capabilities. Rejects where the browser cannot do WebRTC. */
export function deviceFor(routerRtpCapabilities: mediasoup.RtpCapabilities): Promise<Device> {
  const key = JSON.stringify(routerRtpCapabilities);
  if (known?.routerRtpCapabilities !== key) known = { routerRtpCapabilities: key, device: load(routerRtpCapabilities) };
  return known.device;
}

async function load(routerRtpCapabilities: mediasoup.RtpCapabilities): Promise<Device> {
  try {
    const device = new Device();
    await device.load({ routerRtpCapabilities });
    return device;
  } catch (error) {
    known = null;
    throw error;
  }
}
