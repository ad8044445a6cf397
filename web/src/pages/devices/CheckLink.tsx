import { embedded } from "~/api/guestSession";
import { cx } from "~/lib/cx";
import { t } from "~/text/t";

interface Props {
  /** Another where two may be seen at a time. */
  text?: string;
  className?: string;
}

/** Leads to the check of one's setup, in a tab of its own: what is under way here goes on. In a frame there is none. */
export function CheckLink({ text = t.check.link, className = "font-medium text-accent hover:underline" }: Props) {
  if (embedded) return null;
  return (
    <a href="/check" target="_blank" rel="noopener" className={cx("rounded-sm", className)}>
      {text}
    </a>
  );
}

/** The same for whoever is in no trouble that this page knows of. */
export function CheckOffer() {
  if (embedded) return null;
  return (
    <p className="text-ink-muted">
      {t.check.trouble} <CheckLink />
    </p>
  );
}
