import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";

import { cx } from "~/lib/cx";

import { Tooltip } from "./Tooltip";

export interface IconButtonProps extends Omit<ComponentProps<"button">, "children" | "aria-label"> {
  icon: LucideIcon;
  /** The accessible name, and the tooltip unless there is another. */
  label: string;
  hint?: string;
  keys?: string;
  side?: "top" | "bottom" | "left" | "right";
  size?: "sm" | "md";
}

/** A round button that is an icon, on the page's own ground. */
export function IconButton({
  icon: Icon,
  label,
  hint,
  keys,
  side,
  size = "md",
  className,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={hint ?? label} keys={keys} {...(side ? { side } : {})}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        className={cx(
          "inline-flex shrink-0 items-center justify-center rounded-full text-ink-muted transition-colors hover:bg-fill hover:text-ink disabled:opacity-40 data-[state=open]:bg-fill",
          size === "sm" ? "size-8" : "size-10",
          className,
        )}
      >
        <Icon aria-hidden className={size === "sm" ? "size-4" : "size-5"} />
      </button>
    </Tooltip>
  );
}
