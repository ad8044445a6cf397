// A select-only combobox: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/examples/combobox-select-only/
import { Check, ChevronDown, type LucideIcon } from "lucide-react";
import { Popover } from "radix-ui";
import { useId, useRef, useState, type KeyboardEvent } from "react";

import { cx } from "./cx";

export interface Option {
  id: string;
  label: string;
}

interface Props {
  label: string;
  icon?: LucideIcon;
  value: string;
  options: readonly Option[];
  onChange: (id: string) => void;
  disabled?: boolean;
  /** What to show when there is nothing to choose from. */
  empty?: string;
  labelHidden?: boolean;
}

export function Select({ label, icon: Icon, value, options, onChange, disabled = false, empty = "None found", labelHidden }: Props) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const chosen = Math.max(0, options.findIndex((option) => option.id === value));

  const show = (index: number): void => {
    setActive(index);
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  };
  const setShown = (shown: boolean): void => {
    setOpen(shown);
    setActive(chosen);
  };
  const choose = (option: Option | undefined): void => {
    setOpen(false);
    if (option && option.id !== value) onChange(option.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key } = event;
    if (!open) {
      if (!["ArrowDown", "ArrowUp", "Enter", " "].includes(key)) return;
      setShown(true);
    } else if (key === "ArrowDown") show(Math.min(active + 1, options.length - 1));
    else if (key === "ArrowUp") show(Math.max(active - 1, 0));
    else if (key === "Home") show(0);
    else if (key === "End") show(options.length - 1);
    else if (key === "Enter" || key === " " || key === "Tab") {
      choose(options[active]);
      if (key === "Tab") return;
    } else if (key.length === 1) {
      const found = options.findIndex((option) => option.label.toLowerCase().startsWith(key.toLowerCase()));
      if (found >= 0) show(found);
    } else return;
    event.preventDefault();
  };

  return (
    <Popover.Root open={open} onOpenChange={setShown}>
      <span id={`${id}-label`} className={labelHidden ? "sr-only" : "mb-1.5 block font-medium"}>
        {label}
      </span>
      <Popover.Trigger asChild>
        <button
          type="button"
          role="combobox"
          aria-haspopup="listbox"
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-labelledby={`${id}-label`}
          aria-activedescendant={open ? `${id}-${active}` : undefined}
          disabled={disabled || options.length === 0}
          onKeyDown={onKeyDown}
          className="flex h-11 w-full min-w-0 items-center gap-2.5 rounded-md border border-line-strong bg-surface px-3 text-left text-ink transition-colors hover:border-ink-muted disabled:border-line disabled:text-ink-muted"
        >
          {Icon && <Icon aria-hidden className="size-4 shrink-0 text-ink-muted" />}
          <span className="min-w-0 flex-1 truncate">{options[chosen]?.label ?? empty}</span>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-muted" />
        </button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          role="presentation"
          sideOffset={4}
          collisionPadding={8}
          onOpenAutoFocus={(event) => event.preventDefault()}
          className="z-50 max-h-[min(20rem,var(--radix-popover-content-available-height))] w-[var(--radix-popover-trigger-width)] animate-fade overflow-y-auto rounded-lg border border-line bg-raised p-1.5 text-ink shadow-float"
        >
          <ul ref={list} id={`${id}-list`} role="listbox" aria-labelledby={`${id}-label`}>
            {options.map((option, index) => (
              <li
                key={option.id}
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === chosen}
                onClick={() => choose(option)}
                onPointerMove={() => setActive(index)}
                className={cx("flex min-h-10 items-center gap-2.5 rounded-md px-3 py-2", index === active && "bg-fill")}
              >
                <Check aria-hidden className={cx("size-4 shrink-0 text-accent", index !== chosen && "invisible")} />
                <span className="min-w-0">{option.label}</span>
              </li>
            ))}
          </ul>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
