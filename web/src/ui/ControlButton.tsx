import type { LucideIcon } from "lucide-react";
import { useId, type ComponentProps } from "react";

import { cx } from "~/lib/cx";

import { Tooltip } from "./Tooltip";

const TONES = {
  plain: "bg-control text-on-stage hover:bg-control-hover",
  /** Off, so that it can be seen from across the room. */
  off: "bg-on-stage text-stage hover:bg-on-stage-muted",
  on: "bg-accent text-on-accent hover:bg-accent-hover",
  leave: "bg-danger-fill text-on-danger hover:bg-danger-fill-hover",
} as const;

interface Props extends Omit<ComponentProps<"button">, "children"> {
  icon: LucideIcon;
  label: string;
  keys?: string;
  tone?: keyof typeof TONES;
  wide?: boolean;
  /** A small number at the corner; `description` says it in words. */
  badge?: number | undefined;
  /** A plain number at the corner, which calls for nothing. */
  count?: number;
  /** What there is to know besides the label, for those who hear the page. */
  description?: string | undefined;
  /** A mark that something needs attention. */
  alert?: boolean;
}

/** A round control on the stage. */
export function ControlButton({
  icon: Icon,
  label,
  keys,
  tone = "plain",
  wide,
  badge,
  count,
  description,
  alert,
  className,
  type = "button",
  ...rest
}: Props) {
  const id = useId();
  return (
    <Tooltip text={label} keys={keys}>
      <button
        {...rest}
        type={type}
        aria-label={label}
        // Only where there is one: else the tooltip describes it.
        {...(description === undefined ? {} : { "aria-describedby": id })}
        className={cx(
          "relative inline-flex h-12 shrink-0 items-center justify-center rounded-full transition-colors disabled:opacity-40",
          "focus-visible:outline-speaking",
          wide ? "w-16" : "w-12",
          TONES[tone],
          className,
        )}
      >
        <Icon aria-hidden className="size-5" />
        {description !== undefined && (
          <span id={id} className="sr-only">
            {description}
          </span>
        )}
        {badge !== undefined && badge > 0 && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 flex h-5 min-w-5 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent tabular-nums ring-2 ring-stage"
          >
            {badge > 99 ? "99+" : badge}
          </span>
        )}
        {count !== undefined && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 flex h-5 min-w-5 items-center justify-center rounded-full bg-control-hover px-1.5 text-xs font-medium text-on-stage tabular-nums ring-2 ring-stage"
          >
            {count}
          </span>
        )}
        {alert && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 flex size-5 items-center justify-center rounded-full bg-amber text-xs font-semibold text-stage"
          >
            !
          </span>
        )}
      </button>
    </Tooltip>
  );
}
