import { t } from "~/text/t";

/** A page that is not there yet: nothing at first, so that what is quick does not flicker. */
export function Loading() {
  return (
    <div role="status" className="flex h-dvh items-center justify-center">
      <span className="sr-only">{t.page.loading}</span>
      <span aria-hidden className="animate-late">
        <span className="block h-1 w-16 animate-breathe rounded-full bg-fill-hover" />
      </span>
    </div>
  );
}
