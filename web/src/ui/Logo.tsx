import { Link } from "react-router";

import { embedded } from "~/api/guestSession";
import { t } from "~/text/t";

const CLASS = "inline-flex items-center gap-2.5 rounded-sm text-lg font-semibold tracking-tight text-ink";

/** Leads home; in a frame of another site it leads nowhere. */
export function Logo() {
  const sign = (
    <>
      <img src="/icon.svg" alt="" width={28} height={28} />
      {t.product}
    </>
  );
  if (embedded) return <span className={CLASS}>{sign}</span>;
  return (
    <Link to="/" className={CLASS}>
      {sign}
    </Link>
  );
}
