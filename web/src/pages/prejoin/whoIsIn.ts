// Words for who is in already.
import type { WhoIsIn } from "~/api/guests";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";

/** Of more than can be named, this many are. */
const NAMED = 2;

export function whoIsIn({ count, names }: WhoIsIn): string {
  if (!count) return "";
  if (names.length === 0) return t.present.counted(count);
  const named = count > names.length ? names.slice(0, NAMED) : names;
  return t.present.named(named.map(isolated), count - named.length);
}
