import { Eraser, Wand, MoveUpRight, Pencil, PencilOff, Type, Undo2, UserPen, X, type LucideIcon } from "lucide-react";

import { TOOLS, type Tool } from "~/call/drawings";
import { cx } from "~/lib/cx";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";

import { tool } from "./tool";

const ICONS: Record<Tool, LucideIcon> = { laser: Wand, pen: Pencil, arrow: MoveUpRight, text: Type };
const BUTTON =
  "text-on-stage hover:bg-control-hover hover:text-on-stage aria-pressed:bg-accent aria-pressed:text-on-accent";

export interface DrawingToolsProps {
  onUndo: () => void;
  /** For who may take all away. */
  onClear?: (() => void) | undefined;
  /** For who presents: whether others may draw, too. */
  others?: { allowed: boolean; onChange: (allowed: boolean) => void } | undefined;
  onClose: () => void;
  className?: string;
}

export function DrawingTools({ onUndo, onClear, others, onClose, className }: DrawingToolsProps) {
  const chosen = useReadable(tool);
  return (
    <div
      role="toolbar"
      aria-label={t.draw.tools}
      className={cx("flex items-center gap-0.5 rounded-full bg-control p-1 shadow-float", className)}
    >
      {TOOLS.map((each) => (
        <IconButton
          key={each}
          icon={ICONS[each]}
          label={t.draw.names[each]}
          size="sm"
          aria-pressed={chosen === each}
          onClick={() => tool.set(each)}
          className={BUTTON}
        />
      ))}
      <span aria-hidden className="mx-1 h-5 w-px bg-control-hover" />
      <IconButton
        icon={Undo2}
        label={t.draw.undo}
        keys={t.draw.undoKeys}
        size="sm"
        onClick={onUndo}
        className={BUTTON}
      />
      {onClear && <IconButton icon={Eraser} label={t.draw.clear} size="sm" onClick={onClear} className={BUTTON} />}
      {others && (
        <IconButton
          icon={others.allowed ? UserPen : PencilOff}
          label={t.draw.othersMay}
          size="sm"
          aria-pressed={others.allowed}
          onClick={() => others.onChange(!others.allowed)}
          className={BUTTON}
        />
      )}
      <IconButton icon={X} label={t.draw.stop} size="sm" onClick={onClose} className={BUTTON} />
    </div>
  );
}
