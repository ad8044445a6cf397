import type { FieldError } from "~/lib/fieldError";

/** Why a request was not carried out. `offline`: it may or may not have arrived. */
export class SignalingError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** What is wrong with which field, where it is that. */
    readonly field: FieldError | null = null,
  ) {
    super(message);
  }

  get isOffline(): boolean {
    return this.code === "offline" || this.code === "timeout";
  }
}
