import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";

import { cx } from "~/lib/cx";

const VARIANTS = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "bg-fill text-ink hover:bg-fill-hover",
  outline: "border border-line-strong text-ink hover:bg-fill",
  quiet: "text-accent hover:bg-accent-soft",
  danger: "bg-danger-fill text-on-danger hover:bg-danger-fill-hover",
} as const;

const SIZES = {
  sm: "h-8 gap-1.5 px-3",
  md: "h-10 gap-2 px-5",
  lg: "h-12 gap-2 px-6 text-base",
} as const;

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  /** Something is under way: the button shows it and takes no more presses. */
  busy?: boolean;
}

/** How a button looks; for links that are to look like one. */
export function buttonClass(variant: keyof typeof VARIANTS = "primary", size: keyof typeof SIZES = "md"): string {
  return cx(
    "inline-flex shrink-0 items-center justify-center rounded-full font-medium whitespace-nowrap transition-colors select-none",
    "disabled:bg-fill disabled:text-ink-muted",
    VARIANTS[variant],
    SIZES[size],
  );
}

export function Button({ variant, size, busy = false, className, children, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      className={cx(buttonClass(variant, size), className)}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      {busy && <LoaderCircle aria-hidden className="size-4 animate-spin motion-reduce:animate-none" />}
      {children}
    </button>
  );
}
