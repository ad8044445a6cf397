import { useState } from "react";

import { messageOf } from "~/api/errors";
import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { isolated } from "~/ui/isolated";
import { Notice } from "~/ui/Notice";

interface Props {
  room: Room;
  onDelete: (room: Room) => Promise<void>;
  onClose: () => void;
}

export function DeleteMeeting({ room, onDelete, onClose }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const remove = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await onDelete(room);
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t.myMeetings.deleteHeading(isolated(room.name))}
      text={t.myMeetings.deleteText}
    >
      {problem !== null && (
        <div className="mb-5">
          <Notice tone="danger">{problem}</Notice>
        </div>
      )}
      <div className="flex justify-end gap-2">
        <Button variant="secondary" onClick={onClose}>
          {t.actions.cancel}
        </Button>
        <Button variant="danger" busy={busy} onClick={() => void remove()}>
          {t.actions.delete}
        </Button>
      </div>
    </Dialog>
  );
}
