// What takes a browser a while the first time, such as finding out what it can encode: done while the
// person still looks at the mirror, and not when others wait.
import { decodable } from "~/rtc/encoding/codecs";

import { prepareDevice } from "./device";

let begun = false;

/** Once a page; a browser that cannot is told of where it matters. */
export async function warmUp(): Promise<void> {
  if (begun) return;
  begun = true;
  try {
    decodable();
    if (await prepareDevice()) return;
    const connection = new RTCPeerConnection();
    connection.addTransceiver("audio");
    connection.addTransceiver("video");
    await connection.setLocalDescription(await connection.createOffer());
    connection.close();
  } catch {
    // There is no WebRTC here.
  }
}
