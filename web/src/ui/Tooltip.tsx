// What a control is for, and the keys that do the same.
import { Tooltip as Radix } from "radix-ui";
import type { FocusEvent, ReactElement, ReactNode } from "react";

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={350} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  );
}

interface Props {
  text: string;
  /** As a person reads them: "Ctrl + D". */
  keys?: string | undefined;
  side?: "top" | "bottom" | "left" | "right";
  children: ReactElement;
}

/** Focus that comes back to a button after a tap or a click is no reason to say what it is for. */
function onFocus(event: FocusEvent): void {
  if (!event.currentTarget.matches(":focus-visible")) event.preventDefault();
}

export function Tooltip({ text, keys, side = "top", children }: Props) {
  return (
    <Radix.Root disableHoverableContent>
      <Radix.Trigger asChild onFocus={onFocus}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={8}
          collisionPadding={8}
          // It describes its control; by itself, outside of all that the page is made of, it is nothing to read.
          aria-hidden
          className="pointer-events-none z-50 flex not-data-[state=closed]:animate-fade items-center gap-2 rounded-sm bg-ink px-2 py-1 text-xs font-medium text-canvas"
        >
          {text}
          {keys && <kbd className="font-sans text-xs font-regular opacity-75">{keys}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
