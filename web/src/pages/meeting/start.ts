// Whether a person likes to join with the camera and the microphone on: as they were in this call, when
// the page was left in the middle of it; else as they had it last.

export type Kind = "camera" | "microphone";

const key = (kind: Kind): string => `meetd.start.${kind}`;
const keyInCall = (kind: Kind): string => `meetd.inCall.${kind}`;

export function startsOn(kind: Kind, code: string): boolean {
  const [of, state] = (sessionStorage.getItem(keyInCall(kind)) ?? "").split(" ");
  return (of === code ? state : localStorage.getItem(key(kind))) !== "off";
}

export function rememberStart(kind: Kind, on: boolean): void {
  localStorage.setItem(key(kind), on ? "on" : "off");
  sessionStorage.removeItem(keyInCall(kind));
}

/** For coming back to the call of that meeting in this tab. */
export function rememberInCall(kind: Kind, code: string, on: boolean): void {
  sessionStorage.setItem(keyInCall(kind), `${code} ${on ? "on" : "off"}`);
}

/** The call was left on purpose. */
export function forgetCall(): void {
  for (const kind of ["camera", "microphone"] as const) sessionStorage.removeItem(keyInCall(kind));
}
