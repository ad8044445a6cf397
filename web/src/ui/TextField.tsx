import { useId, type ComponentProps, type KeyboardEvent, type ReactNode } from "react";

import { cx } from "~/lib/cx";

import { isComposing } from "./composition";

export interface TextFieldProps extends ComponentProps<"input"> {
  label: string;
  error?: string | undefined;
  hint?: string;
  /** Keeps the label for those who hear the page, where the place says it to those who see it. */
  labelHidden?: boolean;
  icon?: ReactNode;
  trailing?: ReactNode;
}

export function TextField({ label, error, hint, labelHidden, icon, trailing, className, ...rest }: TextFieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className={labelHidden ? "sr-only" : "mb-1.5 block font-medium"}>
        {label}
      </label>
      <div className="relative">
        {icon && (
          <span className="pointer-events-none absolute inset-y-0 left-3 flex items-center text-ink-muted">{icon}</span>
        )}
        <input
          dir="auto"
          onKeyDown={holdBack}
          {...rest}
          id={id}
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          className={cx(
            "h-11 w-full rounded-md border bg-surface text-base text-ink transition-colors placeholder:text-ink-muted",
            icon ? "pl-10" : "pl-3",
            trailing ? "pr-11" : "pr-3",
            "focus-visible:outline-offset-[-1px]",
            error === undefined ? "border-line-strong hover:border-ink-muted" : "border-danger",
          )}
        />
        {trailing && <span className="absolute inset-y-0 right-1 flex items-center">{trailing}</span>}
      </div>
      {note !== undefined && (
        <p id={`${id}-note`} className={cx("mt-1.5 text-sm", error === undefined ? "text-ink-muted" : "text-danger")}>
          {note}
        </p>
      )}
    </div>
  );
}

/** Enter that accepts a word does not send the form. */
function holdBack(event: KeyboardEvent): void {
  if (event.key === "Enter" && isComposing(event)) event.preventDefault();
}
