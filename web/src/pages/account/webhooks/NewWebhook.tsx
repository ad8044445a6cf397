import { useState, type SyntheticEvent } from "react";

import { ApiError, messageOf } from "~/api/errors";
import type { NewWebhook as Wanted } from "~/api/webhooks";
import { EVENT_TYPES, typeInWords } from "~/pages/webhooks/words";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { TextField } from "~/ui/TextField";
import { toast } from "~/ui/toast";

interface Props {
  onMake: (wanted: Wanted) => Promise<void>;
  onClose: () => void;
}

export function NewWebhook({ onMake, onClose }: Props) {
  const [url, setUrl] = useState("");
  const [description, setDescription] = useState("");
  const [types, setTypes] = useState<readonly string[]>(EVENT_TYPES);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ url?: string | undefined; description?: string | undefined }>({});
  const [problem, setProblem] = useState<string | null>(null);

  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      // All of them are also those to come.
      await onMake({
        url: url.trim(),
        description: description.trim(),
        types: types.length === EVENT_TYPES.length ? [] : types,
      });
      toast(t.webhooks.made);
      onClose();
    } catch (error) {
      const fields = error instanceof ApiError ? error.fields : {};
      const about = { url: fields["url"], description: fields["description"] };
      setWrong(about);
      setProblem(about.url === undefined && about.description === undefined ? messageOf(error) : null);
      setBusy(false);
    }
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (busy) return;
    setWrong({ url: url.trim() === "" ? t.fieldErrors.url : undefined });
    setProblem(types.length === 0 ? t.webhooks.chooseTypes : null);
    if (url.trim() !== "" && types.length > 0) void make();
  };

  return (
    <Dialog open onOpenChange={onClose} title={t.webhooks.newHeading} text={t.webhooks.newText}>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <TextField
          label={t.webhooks.url}
          hint={t.webhooks.urlHint}
          inputMode="url"
          autoComplete="off"
          maxLength={2000}
          value={url}
          onChange={(event) => {
            setUrl(event.target.value);
            setWrong({});
          }}
          error={wrong.url}
        />
        <fieldset className="min-w-0">
          <legend className="mb-1 font-medium">{t.webhooks.types}</legend>
          {EVENT_TYPES.map((type) => (
            <label key={type} className="flex min-h-9 items-center gap-3 pointer-coarse:min-h-11">
              <input
                type="checkbox"
                className="size-4 shrink-0"
                checked={types.includes(type)}
                onChange={({ target }) =>
                  setTypes(target.checked ? [...types, type] : types.filter((other) => other !== type))
                }
              />
              {typeInWords(type)}
            </label>
          ))}
        </fieldset>
        <TextField
          label={t.webhooks.note}
          hint={t.webhooks.noteHint}
          autoComplete="off"
          maxLength={200}
          value={description}
          onChange={(event) => {
            setDescription(event.target.value);
            setWrong({});
          }}
          error={wrong.description}
        />
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <div className="flex justify-end gap-2">
          <Button variant="secondary" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={busy}>
            {t.webhooks.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
