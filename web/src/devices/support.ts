// What this browser, or the address that the page was opened at, keeps from it, for which nothing else
// can stand in.

export type Lack =
  | "insecure" // No devices: browsers give them to https and localhost only.
  | "webrtc"; // No pictures and no voices.

export function canConnect(): boolean {
  return typeof RTCPeerConnection === "function" && typeof RTCRtpReceiver === "function";
}

export function lacks(): Lack[] {
  const found: Lack[] = [];
  if (!canConnect()) found.push("webrtc");
  if (!isSecureContext) found.push("insecure");
  return found;
}

export function canPresent(): boolean {
  return "getDisplayMedia" in ((navigator.mediaDevices as MediaDevices | undefined) ?? {});
}
