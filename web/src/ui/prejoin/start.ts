// Whether a person likes to join with the camera and the microphone on: as they had it last.

const key = (kind: "camera" | "microphone"): string => `meetd.start.${kind}`;

export function startsOn(kind: "camera" | "microphone"): boolean {
  return localStorage.getItem(key(kind)) !== "off";
}

export function rememberStart(kind: "camera" | "microphone", on: boolean): void {
  localStorage.setItem(key(kind), on ? "on" : "off");
}
