// Whether this browser can put layers into one stream of pictures (SVC), as a viewer may do without.

let known: boolean | undefined;

/** Firefox shows such streams, and sends VP9 without layers. To find out takes a peer connection: once. */
export function canSendLayers(): boolean {
  return (known ??= ask());
}

/** A browser keeps of a wish what it knows. */
function ask(): boolean {
  let pc: RTCPeerConnection | undefined;
  try {
    pc = new RTCPeerConnection();
    const wish = { scalabilityMode: "L3T2_KEY" } as RTCRtpEncodingParameters;
    const { sender } = pc.addTransceiver("video", { sendEncodings: [wish] });
    const [kept] = sender.getParameters().encodings;
    return kept !== undefined && "scalabilityMode" in kept;
  } catch {
    return false;
  } finally {
    pc?.close();
  }
}
