import { X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

import { cx } from "~/lib/cx";
import { t } from "~/text/t";
import { isComposing } from "~/ui/composition";
import { IconButton } from "~/ui/IconButton";

interface Props {
  title: string;
  /** Beside the stage; over it, where there is no room for both. */
  beside: boolean;
  onClose: () => void;
  children: ReactNode;
}

export function Panel({ title, beside, onClose, children }: Props) {
  // Asked for while drawing: what is inside may take the focus at once.
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    return () => {
      // Focus goes back to the button that opened it, unless it is somewhere else by now.
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, [before]);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    // Whoever uses keys, or is read to, must not stay behind what covers the rest.
    const element = panel.current;
    if (!beside && element && !element.contains(document.activeElement)) element.focus();
  }, [beside]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !isComposing(event)) onClose();
  };
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={title}
      onKeyDown={onKeyDown}
      className={cx(
        "flex flex-col overflow-hidden bg-surface text-ink outline-none",
        beside
          ? "w-88 shrink-0 animate-slide rounded-lg"
          : "fixed inset-x-0 top-0 bottom-(--covered) z-30 animate-sheet",
      )}
    >
      <header className="flex h-14 shrink-0 items-center justify-between gap-2 pr-2 pl-5">
        <h2 className="text-base font-semibold">{title}</h2>
        <IconButton icon={X} label={t.call.closePanel} side="left" onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}
