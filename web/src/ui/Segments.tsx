import type { LucideIcon } from "lucide-react";

interface Props<T> {
  /** What is chosen. */
  label: string;
  /** Unique on the page. */
  name: string;
  value: T;
  options: readonly { id: T; label: string; icon?: LucideIcon }[];
  onChange: (id: T) => void;
}

/** One of a few, side by side. */
export function Segments<T extends string | number>({ label, name, value, options, onChange }: Props<T>) {
  return (
    <div role="radiogroup" aria-label={label} className="inline-flex gap-1 rounded-full bg-fill p-1">
      {options.map(({ id, label: text, icon: Icon }) => (
        <label
          key={id}
          className="flex h-9 pointer-coarse:h-11 items-center gap-2 rounded-full px-3 font-medium whitespace-nowrap text-ink-muted transition-colors sm:px-4 has-checked:bg-canvas has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input type="radio" name={name} className="sr-only" checked={id === value} onChange={() => onChange(id)} />
          {Icon && <Icon aria-hidden className="size-4" />}
          {text}
        </label>
      ))}
    </div>
  );
}
