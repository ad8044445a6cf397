// What stands between a person and their camera or microphone, told apart by what they can do.

export type Problem =
  | "denied" // The person or a policy refused.
  | "missing" // There is no such device.
  | "busy" // Another program has it.
  | "silent" // It is there, and nothing comes from it.
  | "insecure" // The browser gives devices to https and localhost only.
  | "failed";

export function problemOf(error: unknown): Problem {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "SecurityError":
      return isSecureContext ? "denied" : "insecure";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
