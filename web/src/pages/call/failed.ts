// Says why something was not done that somebody asked for.
import { refusalOf } from "~/call/refusal";
import { textOf } from "~/text/errors";
import { toast } from "~/ui/toast";

/** For the end of a request that nobody waits for. */
export function failed(error: unknown): void {
  const { code, message } = refusalOf(error);
  toast(textOf(code, message || undefined));
}
