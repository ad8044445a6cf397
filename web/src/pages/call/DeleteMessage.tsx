import { useState } from "react";

import type { CallView, ChatEntry } from "~/call/view";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";

import { say } from "./useMessages";

export function DeleteMessage({ call, entry, onClose }: { call: CallView; entry: ChatEntry; onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const remove = (): void => {
    setBusy(true);
    call.messages.remove(entry).catch(say).finally(onClose);
  };
  return (
    <Dialog open onOpenChange={onClose} title={t.chat.deleteHeading} text={t.chat.deleteText}>
      <div className="flex justify-end gap-2">
        <Button variant="secondary" onClick={onClose}>
          {t.actions.cancel}
        </Button>
        <Button variant="danger" busy={busy} onClick={remove}>
          {t.actions.delete}
        </Button>
      </div>
    </Dialog>
  );
}
