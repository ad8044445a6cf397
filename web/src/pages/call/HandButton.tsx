import { Hand } from "lucide-react";

import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { ControlButton } from "~/ui/ControlButton";
import { keysOf } from "~/ui/keys";

/** Asks for the word, without taking it. */
export function HandButton({ call, onClick }: { call: CallView; onClick: () => void }) {
  const up = useReadable(call.hand) !== null;
  return (
    <ControlButton
      icon={Hand}
      label={up ? t.hands.lower : t.hands.raise}
      keys={keysOf("hand")}
      tone={up ? "on" : "plain"}
      onClick={onClick}
    />
  );
}
