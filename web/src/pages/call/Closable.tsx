import { X } from "lucide-react";
import type { ReactNode } from "react";

import { t } from "~/text/t";
import { IconButton } from "~/ui/IconButton";
import { Notice } from "~/ui/Notice";

interface Props {
  /** alert: read out at once · status: when there is time. */
  role?: "alert" | "status";
  children: ReactNode;
  onClose: () => void;
}

/** A notice that goes when somebody has read it. */
export function Closable({ role = "alert", children, onClose }: Props) {
  return (
    <div className="relative animate-rise rounded-md bg-raised shadow-float">
      <Notice tone="warn">
        <p role={role} className="pr-8">
          {children}
        </p>
      </Notice>
      <IconButton icon={X} label={t.actions.close} size="sm" className="absolute top-1 right-1" onClick={onClose} />
    </div>
  );
}
