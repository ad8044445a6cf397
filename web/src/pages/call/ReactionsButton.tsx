import { SmilePlus } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";

import type { CallView } from "~/call/view";
import { useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { ControlButton } from "~/ui/ControlButton";

import { SignButtons } from "./SignButtons";

/** Opens the signs, which stay: one is seldom enough. */
export function ReactionsButton({ call }: { call: CallView }) {
  const [open, setOpen] = useState(false);
  const may = useSelected(call.leading.permissions, (permissions) => permissions.has("react"));
  if (!may) return null;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <ControlButton icon={SmilePlus} label={t.reactions.button} tone={open ? "on" : "plain"} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          side="top"
          sideOffset={12}
          collisionPadding={8}
          aria-label={t.reactions.button}
          className="z-50 not-data-[state=closed]:animate-rise rounded-full border border-line bg-raised px-2 py-1 text-ink shadow-float"
        >
          <SignButtons onSign={(sign) => call.react(sign)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
