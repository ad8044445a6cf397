import { useState, type SyntheticEvent } from "react";

import { ApiError, messageOf } from "~/api/errors";
import type { ApiKey } from "~/api/keys";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { isolated } from "~/ui/isolated";
import { Notice } from "~/ui/Notice";
import { TextField } from "~/ui/TextField";
import { toast } from "~/ui/toast";

import { originsIn } from "./words";

interface Props {
  apiKey: ApiKey;
  onChange: (origins: readonly string[]) => Promise<void>;
  onClose: () => void;
}

/** Which sites may show the account's meetings by a key that there is already. */
export function KeyOrigins({ apiKey, onChange, onClose }: Props) {
  const [origins, setOrigins] = useState((apiKey.origins ?? []).join(" "));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | undefined>(undefined);
  const [problem, setProblem] = useState<string | null>(null);

  const change = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await onChange(originsIn(origins));
      toast(t.apiKeys.originsChanged);
      onClose();
    } catch (error) {
      const about = error instanceof ApiError ? error.fields["origins"] : undefined;
      setWrong(about);
      setProblem(about === undefined ? messageOf(error) : null);
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!busy) void change();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t.apiKeys.originsHeading(isolated(apiKey.name))}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <TextField
          label={t.apiKeys.origins}
          hint={t.apiKeys.originsHint}
          inputMode="url"
          autoComplete="off"
          value={origins}
          onChange={(event) => {
            setOrigins(event.target.value);
            setWrong(undefined);
          }}
          error={wrong}
        />
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={busy}>
            {t.apiKeys.saveOrigins}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
