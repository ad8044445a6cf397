import { Hand, MonitorUp, MonitorX, Presentation, Settings, ShieldCheck, Users, Vote } from "lucide-react";
import { useRef } from "react";

import type { CallView } from "~/call/view";
import type { LocalMedia } from "~/devices/localMedia";
import { canPresent } from "~/devices/support";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Dialog } from "~/ui/Dialog";

import type { Controls } from "./controls";
import { useBoardLabel } from "./drawing/useBoard";
import { SheetRow } from "./SheetRow";
import { SignButtons } from "./SignButtons";
import { ViewRows } from "./ViewRows";

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  call: CallView;
  local: LocalMedia;
  controls: Controls;
}

/** The overflow menu on phones. */
export function MoreSheet({ open, onOpenChange, call, local, controls }: Props) {
  const { on } = useReadable(local.screen);
  const board = useBoardLabel(call);
  const handUp = useReadable(call.hand) !== null;
  const leads = useSelected(call.leading.permissions, (may) => may.has("moderate"));
  const reacts = useSelected(call.leading.permissions, (may) => may.has("react"));
  const next = useRef<(() => void) | null>(null);
  const closeAnd = (act: () => void): void => {
    onOpenChange(false);
    act();
  };
  /** What opens then takes the focus from the button that opened this, and gives it back there. */
  const closeFirst = (then: () => void): void => {
    next.current = then;
    onOpenChange(false);
  };
  const onClosed = (): void => {
    next.current?.();
    next.current = null;
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t.actions.more} onClosed={onClosed}>
      {reacts && (
        <div className="-mx-2 mb-2">
          <SignButtons onSign={(sign) => closeAnd(() => call.react(sign))} />
        </div>
      )}
      <div className="-mx-2 flex flex-col">
        {canPresent() && (
          <SheetRow
            icon={on ? MonitorX : MonitorUp}
            label={on ? t.call.stopPresenting : t.call.present}
            onClick={() => closeAnd(controls.present)}
          />
        )}
        {board !== null && <SheetRow icon={Presentation} label={board} onClick={() => closeAnd(controls.board)} />}
        <SheetRow icon={Hand} label={handUp ? t.hands.lower : t.hands.raise} onClick={() => closeAnd(controls.hand)} />
        <SheetRow icon={Users} label={t.call.people} onClick={() => closeFirst(controls.people)} />
        <SheetRow icon={Vote} label={t.activities.heading} onClick={() => closeFirst(controls.activities)} />
        {leads && <SheetRow icon={ShieldCheck} label={t.led.hostControls} onClick={() => closeFirst(controls.lead)} />}
        <ViewRows onDone={() => onOpenChange(false)} />
        <SheetRow icon={Settings} label={t.call.settings} onClick={() => closeFirst(controls.settings)} />
      </div>
    </Dialog>
  );
}
