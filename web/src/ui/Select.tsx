// The browser's own select, in our dress where the browser lets it be dressed.
import { ChevronDown, type LucideIcon } from "lucide-react";
import { useId } from "react";

export interface Option {
  id: string;
  label: string;
}

interface Props {
  label: string;
  icon: LucideIcon;
  value: string;
  options: readonly Option[];
  onChange: (id: string) => void;
  disabled?: boolean;
  /** What to show when there is nothing to choose from. */
  empty: string;
}

export function Select({ label, icon: Icon, value, options, onChange, disabled = false, empty }: Props) {
  const id = useId();
  const chosen = options.find((option) => option.id === value)?.label ?? empty;
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <div className="relative text-ink-muted">
        <select
          id={id}
          value={value}
          disabled={disabled || options.length === 0}
          onChange={(event) => onChange(event.target.value)}
          className="select flex h-11 w-full min-w-0 items-center truncate rounded-md border border-line-strong bg-surface pr-9 pl-10 text-left text-ink transition-colors enabled:cursor-pointer enabled:hover:border-ink-muted disabled:border-line disabled:text-ink-muted"
        >
          {/* What is seen of it while it is closed; a browser that dresses no selects leaves it out. */}
          <button tabIndex={-1} aria-hidden>
            <span className="block truncate">{chosen}</span>
          </button>
          {options.length === 0 && <option value={value}>{empty}</option>}
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon aria-hidden className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4" />
        <ChevronDown aria-hidden className="pointer-events-none absolute inset-y-0 right-3 my-auto size-4" />
      </div>
    </div>
  );
}
