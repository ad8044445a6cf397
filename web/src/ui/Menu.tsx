// A menu that a button opens.
import { Check, type LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

import { cx } from "~/lib/cx";
import { t } from "~/text/t";

const ITEM =
  "flex min-h-10 items-center pointer-coarse:min-h-11 gap-3 rounded-md px-3 py-2 outline-none select-none data-[highlighted]:bg-fill";

const LABEL = "px-3 pt-2 pb-1 text-xs font-medium text-ink-muted";

interface MenuProps {
  trigger: ReactElement;
  side?: "top" | "bottom";
  align?: "start" | "center" | "end";
  /** It is gone, and its button is about to have the focus back, unless the default is prevented. */
  onClosed?: (event: Event) => void;
  children: ReactNode;
}

export function Menu({ trigger, side = "bottom", align = "end", onClosed, children }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <section aria-label={t.page.menu}>
          <Radix.Content
            side={side}
            align={align}
            sideOffset={8}
            collisionPadding={8}
            {...(onClosed ? { onCloseAutoFocus: onClosed } : {})}
            className="z-50 max-h-[var(--radix-dropdown-menu-content-available-height)] max-w-xs min-w-52 not-data-[state=closed]:animate-rise overflow-y-auto rounded-lg border border-line bg-raised p-1.5 text-ink shadow-float"
          >
            {children}
          </Radix.Content>
        </section>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ItemProps {
  icon?: LucideIcon;
  danger?: boolean;
  onSelect: () => void;
  children: ReactNode;
}

export function MenuItem({ icon: Icon, danger, onSelect, children }: ItemProps) {
  return (
    <Radix.Item onSelect={onSelect} className={cx(ITEM, danger && "text-danger")}>
      {Icon && <Icon aria-hidden className={cx("size-4", !danger && "text-ink-muted")} />}
      {children}
    </Radix.Item>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly { id: string; label: string }[];
  onChange: (id: string) => void;
}

/** One of several, with a mark at the one in force. */
export function MenuChoice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      <Radix.Label className={LABEL}>{label}</Radix.Label>
      {options.map((option) => (
        <Radix.RadioItem key={option.id} value={option.id} className={cx(ITEM, "pl-9 relative")}>
          <Radix.ItemIndicator className="absolute left-3">
            <Check aria-hidden className="size-4 text-accent" />
          </Radix.ItemIndicator>
          <span className="line-clamp-2">{option.label}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** What the items behind it are. */
export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className={LABEL}>{children}</Radix.Label>;
}

export function MenuLine() {
  return <Radix.Separator className="my-1.5 h-px bg-line" />;
}
