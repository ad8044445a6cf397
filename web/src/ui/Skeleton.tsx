import { cx } from "~/lib/cx";

/** Where something will be; its shape comes from the class. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx("block animate-breathe rounded-sm bg-fill", className)} />;
}
