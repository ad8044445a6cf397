// What stands between a person and their camera or microphone, told apart by what they can do.

export type Problem =
  | "denied" // The person or a policy refused.
  | "missing" // There is no such device.
  | "busy" // Another program has it.
  | "silent" // It is there, and nothing comes from it.
  | "insecure" // The browser gives devices to https and localhost only.
  | "unsupported" // The browser gives pages no such thing.
  | "forbidden" // The system does not let the browser have it.
  | "unanswered" // It was asked for, and nobody has said yes or no yet.
  | "failed";

export function problemOf(error: unknown): Problem {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
      return "denied";
    case "SecurityError":
      return isSecureContext ? "denied" : "insecure";
    case "NotSupportedError":
      return "unsupported";
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

/** The same of a screen, for which the browser asks each time; null: the person thought better of it. */
export function screenProblemOf(error: unknown): Problem | null {
  const { name, message } = error instanceof DOMException ? error : { name: "", message: "" };
  switch (name) {
    case "NotAllowedError":
      // Browsers have one name for a no of the person, of the system and of the page's own policy.
      return /\bsystem\b|policy/i.test(message) ? "forbidden" : null;
    case "NotFoundError":
    case "NotReadableError":
    case "AbortError":
      // There always is a screen, and nothing else can have it.
      return "forbidden";
    default:
      return problemOf(error);
  }
}
