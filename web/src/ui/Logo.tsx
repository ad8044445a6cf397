import { Link } from "react-router";

import { t } from "~/text/t";

export function Logo() {
  return (
    <Link to="/" className="inline-flex items-center gap-2.5 rounded-sm text-lg font-semibold tracking-tight text-ink">
      <img src="/icon.svg" alt="" width={28} height={28} />
      {t.product}
    </Link>
  );
}
