import { Plus, X } from "lucide-react";
import { useState, type SubmitEvent } from "react";

import type { CallView } from "~/call/view";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { Switch } from "~/ui/Switch";
import { TextField } from "~/ui/TextField";

import { failed } from "./failed";

/** As the server takes them. */
const MOST_OPTIONS = 20;
const LONGEST_QUESTION = 300;
const LONGEST_OPTION = 150;

/** Asks everybody something, now or later. */
export function NewPollForm({ call, onDone }: { call: CallView; onDone: () => void }) {
  const [question, setQuestion] = useState("");
  const [options, setOptions] = useState(["", ""]);
  const [several, setSeveral] = useState(false);
  const [anonymous, setAnonymous] = useState(false);
  const [live, setLive] = useState(true);
  const [busy, setBusy] = useState(false);
  const written = options.map((option) => option.trim()).filter(Boolean);
  const isWhole = question.trim() !== "" && written.length >= 2;
  const create = (open: boolean): void => {
    setBusy(true);
    call.activities
      .create({ question: question.trim(), options: written, several, anonymous, live, open })
      .then(onDone, failed)
      .finally(() => setBusy(false));
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isWhole && !busy) create(true);
  };
  const write = (place: number, text: string): void =>
    setOptions(options.map((option, each) => (each === place ? text : option)));
  return (
    <form className="flex flex-col gap-3 rounded-lg border border-line p-3" onSubmit={submit}>
      <TextField
        label={t.polls.question}
        autoFocus
        maxLength={LONGEST_QUESTION}
        autoComplete="off"
        value={question}
        onChange={({ target }) => setQuestion(target.value)}
      />
      {options.map((option, place) => (
        <TextField
          key={place}
          label={t.polls.option(place + 1)}
          maxLength={LONGEST_OPTION}
          autoComplete="off"
          value={option}
          onChange={({ target }) => write(place, target.value)}
          trailing={
            options.length > 2 && (
              <IconButton
                icon={X}
                size="sm"
                label={t.polls.removeOption(place + 1)}
                onClick={() => setOptions(options.filter((_, each) => each !== place))}
              />
            )
          }
        />
      ))}
      {options.length < MOST_OPTIONS && (
        <Button size="sm" variant="quiet" className="self-start" onClick={() => setOptions([...options, ""])}>
          <Plus aria-hidden className="size-4" />
          {t.polls.addOption}
        </Button>
      )}
      <Switch label={t.polls.several} hint={t.polls.severalText} checked={several} onChange={setSeveral} />
      <Switch label={t.polls.anonymous} hint={t.polls.anonymousText} checked={anonymous} onChange={setAnonymous} />
      <Switch label={t.polls.live} hint={t.polls.liveText} checked={live} onChange={setLive} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="sm" busy={busy} disabled={!isWhole}>
          {t.polls.ask}
        </Button>
        <Button size="sm" variant="secondary" disabled={!isWhole || busy} onClick={() => create(false)}>
          {t.polls.keep}
        </Button>
        <Button size="sm" variant="quiet" onClick={onDone}>
          {t.actions.cancel}
        </Button>
      </div>
    </form>
  );
}
