import { X } from "lucide-react";
import { useEffect, useState, type SyntheticEvent } from "react";

import { ApiError, messageOf } from "~/api/errors";
import { invite, invitees, withdraw } from "~/api/invitations";
import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";
import { TextField } from "~/ui/TextField";

export function InvitePeople({ room, onClose }: { room: Room; onClose: () => void }) {
  const [people, setPeople] = useState<readonly string[] | null>(null);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    let gone = false;
    invitees(room.code).then(
      (answer) => {
        if (!gone) setPeople(answer.invitees);
      },
      (error: unknown) => {
        if (!gone) setProblem(messageOf(error));
      },
    );
    return () => {
      gone = true;
    };
  }, [room.code]);

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const said = text.split(/[\s,;]+/).filter(Boolean);
    if (said.length === 0) return;
    setBusy(true);
    setProblem(null);
    try {
      setPeople((await invite(room.code, said)).invitees);
      setText("");
    } catch (error) {
      const [wrong] = error instanceof ApiError ? Object.values(error.fields) : [];
      setProblem(wrong ?? messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const remove = async (person: string): Promise<void> => {
    try {
      await withdraw(room.code, person);
      setPeople((before) => before?.filter((other) => other !== person) ?? null);
    } catch (error) {
      setProblem(messageOf(error));
    }
  };

  return (
    <Dialog open onOpenChange={onClose} title={t.invite.heading(isolated(room.name))} text={t.invite.text}>
      <form noValidate onSubmit={(event) => void submit(event)} className="flex items-start gap-2">
        <TextField
          label={t.invite.who}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
          error={problem ?? undefined}
          className="min-w-0 flex-1"
        />
        <Button type="submit" busy={busy} className="mt-7">
          {t.invite.send}
        </Button>
      </form>
      {people?.length === 0 && <p className="mt-5 text-ink-muted">{t.invite.none}</p>}
      {people !== null && people.length > 0 && (
        <ul aria-label={t.invite.invited} className="mt-5 max-h-60 divide-y divide-line overflow-y-auto pr-1">
          {people.map((person) => (
            <li key={person} className="flex items-center justify-between gap-2 py-1">
              <span dir="auto" className="min-w-0 truncate">
                {person}
              </span>
              <IconButton icon={X} label={t.invite.withdraw(person)} onClick={() => void remove(person)} />
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
