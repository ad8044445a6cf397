import { CalendarClock } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import { ApiError, messageOf } from "~/api/errors";
import type { NewKey } from "~/api/keys";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { Select } from "~/ui/Select";
import { TextField } from "~/ui/TextField";
import { toast } from "~/ui/toast";

import { ScopeChoice } from "./ScopeChoice";
import { originsIn } from "./words";

const A_DAY = 24 * 60 * 60 * 1000;
const LIVES = [30, 90, 365] as const;
const FOR_GOOD = "";
const OPTIONS = [
  ...LIVES.map((days) => ({ id: String(days), label: t.apiKeys.days(days) })),
  { id: FOR_GOOD, label: t.apiKeys.untilRevoked },
];

interface Props {
  onMake: (wanted: NewKey) => Promise<void>;
  onClose: () => void;
}

export function NewApiKey({ onMake, onClose }: Props) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [origins, setOrigins] = useState("");
  const [days, setDays] = useState(String(LIVES[1]));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ name?: string | undefined; origins?: string | undefined }>({});
  const [problem, setProblem] = useState<string | null>(null);

  const make = async (): Promise<void> => {
    const expiresAt = days === FOR_GOOD ? null : new Date(Date.now() + Number(days) * A_DAY).toISOString();
    setBusy(true);
    try {
      await onMake({ name: name.trim(), scopes, expiresAt, origins: originsIn(origins) });
      toast(t.apiKeys.made);
      onClose();
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {};
      const about = { name: fields["name"], origins: fields["origins"] };
      setWrong(about);
      setProblem(about.name === undefined && about.origins === undefined ? messageOf(error) : null);
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (busy) return;
    setWrong({ name: name.trim() === "" ? t.fieldErrors.blank_name : undefined });
    setProblem(scopes.length === 0 ? t.apiKeys.chooseScopes : null);
    if (name.trim() !== "" && scopes.length > 0) void make();
  };

  return (
    <Dialog open onOpenChange={onClose} title={t.apiKeys.newHeading} text={t.apiKeys.newText}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <TextField
          label={t.apiKeys.name}
          hint={t.apiKeys.nameHint}
          autoComplete="off"
          maxLength={60}
          value={name}
          onChange={(event) => {
            setName(event.target.value);
            setWrong({});
          }}
          error={wrong.name}
        />
        <ScopeChoice chosen={scopes} onChange={setScopes} />
        <TextField
          label={t.apiKeys.origins}
          hint={t.apiKeys.originsHint}
          inputMode="url"
          autoComplete="off"
          value={origins}
          onChange={(event) => {
            setOrigins(event.target.value);
            setWrong({});
          }}
          error={wrong.origins}
        />
        <Select
          label={t.apiKeys.life}
          icon={CalendarClock}
          empty=""
          value={days}
          options={OPTIONS}
          onChange={setDays}
        />
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={busy}>
            {t.apiKeys.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
