// What one is called in this meeting, and how one is spoken of.
import { Pencil } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import type { CallView } from "~/call/view";
import { useReadable, useSelected } from "~/lib/useReadable";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { IconButton } from "~/ui/IconButton";
import { Notice } from "~/ui/Notice";
import { TextField } from "~/ui/TextField";

import { reasonOf } from "./useMessages";

export function RenameSelf({ call }: { call: CallView }) {
  const may = useSelected(call.leading.permissions, (all) => all.has("rename"));
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <IconButton icon={Pencil} size="sm" label={t.called.change} onClick={() => setOpen(true)} />
      <Dialog open={open} onOpenChange={setOpen} title={t.called.heading}>
        <Form call={call} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Form({ call, onClose }: { call: CallView; onClose: () => void }) {
  const before = useReadable(call.called);
  const [called, setCalled] = useState(before);
  const [wrong, setWrong] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setBusy(true);
    call
      .rename({ username: called.username.trim(), pronouns: called.pronouns.trim() })
      .then(onClose, (error: unknown) => setWrong(reasonOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      {wrong !== null && <Notice tone="danger">{wrong}</Notice>}
      <TextField
        label={t.called.name}
        autoComplete="name"
        maxLength={40}
        value={called.username}
        onChange={({ target }) => setCalled({ ...called, username: target.value })}
      />
      <TextField
        label={t.called.pronouns}
        hint={t.called.pronounsHint}
        autoComplete="off"
        maxLength={24}
        value={called.pronouns}
        onChange={({ target }) => setCalled({ ...called, pronouns: target.value })}
      />
      <div className="flex justify-end gap-2">
        <Button variant="secondary" onClick={onClose}>
          {t.actions.cancel}
        </Button>
        <Button type="submit" busy={busy} disabled={called.username.trim() === ""}>
          {t.called.save}
        </Button>
      </div>
    </form>
  );
}
