import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useRef, type ReactNode } from "react";

import { cx } from "~/lib/cx";
import { t } from "~/text/t";

import { isComposing } from "./composition";
import { IconButton } from "./IconButton";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** One sentence below the title. */
  text?: string;
  /** For what is to be seen large. */
  wide?: boolean;
  /** It is gone, and the focus back where it was before. */
  onClosed?: () => void;
  children: ReactNode;
}

export function Dialog({ open, onOpenChange, title, text, wide = false, onClosed, children }: Props) {
  const before = useRef<Element | null>(null);
  // Whatever opened it gets the focus back; Radix knows of its own triggers only.
  const goBack = (event: Event): void => {
    event.preventDefault();
    if (before.current instanceof HTMLElement) before.current.focus();
    onClosed?.();
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-x-0 top-0 bottom-(--covered) z-40 flex not-data-[state=closed]:animate-fade items-end justify-center overflow-y-auto bg-overlay sm:items-center sm:p-6">
          <Radix.Content
            onOpenAutoFocus={() => (before.current = document.activeElement)}
            onCloseAutoFocus={goBack}
            onEscapeKeyDown={(event) => {
              if (isComposing({ nativeEvent: event })) event.preventDefault();
            }}
            {...(text === undefined ? { "aria-describedby": undefined } : {})}
            className={cx(
              "relative flex max-h-full w-full not-data-[state=closed]:animate-rise flex-col rounded-t-xl bg-surface text-ink shadow-float outline-none sm:rounded-xl",
              wide ? "max-w-4xl" : "max-w-md",
            )}
          >
            {/* What is long scrolls below it: the way out stays in sight. */}
            <div className="shrink-0 px-6 pt-6">
              <Radix.Title className="pr-10 text-lg font-semibold">{title}</Radix.Title>
              {text !== undefined && <Radix.Description className="mt-1 text-ink-muted">{text}</Radix.Description>}
            </div>
            <div className="min-h-0 overflow-y-auto px-6 pt-5 pb-[max(1.5rem,env(safe-area-inset-bottom))]">
              {children}
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label={t.actions.close} side="left" className="absolute top-4 right-4" />
            </Radix.Close>
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  );
}
