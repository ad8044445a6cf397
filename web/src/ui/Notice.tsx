import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";

interface Props {
  /** danger: it did not work · warn: look here. */
  tone: "danger" | "warn";
  children: ReactNode;
}

/** One sentence about what stands in the way, in the place where it does. */
export function Notice({ tone, children }: Props) {
  return (
    <div
      role={tone === "danger" ? "alert" : undefined}
      className={cx(
        "flex items-start gap-2.5 rounded-md px-3 py-2.5",
        tone === "danger" ? "bg-danger-soft text-danger" : "bg-warn-soft text-warn",
      )}
    >
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div>{children}</div>
    </div>
  );
}
