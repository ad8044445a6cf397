import type { LucideIcon } from "lucide-react";

/** One thing to do in a sheet. */
export function SheetRow({ icon: Icon, label, onClick }: { icon: LucideIcon; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="flex h-12 items-center gap-4 rounded-md px-2 text-left text-base hover:bg-fill"
    >
      <Icon aria-hidden className="size-5 text-ink-muted" />
      {label}
    </button>
  );
}
