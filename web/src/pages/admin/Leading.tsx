import { useState, type SyntheticEvent } from "react";

import { endMeeting, sayTo } from "~/api/admin";
import { messageOf } from "~/api/errors";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { DangerDialog } from "~/ui/DangerDialog";
import { Section } from "~/ui/Section";
import { TextField } from "~/ui/TextField";
import { toast } from "~/ui/toast";

/** What an admin says to all who are inside, and its end. */
export function Leading({ code }: { code: string }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    const content = text.trim();
    if (content === "" || busy) return;
    setBusy(true);
    try {
      await sayTo(code, content);
      setText("");
      toast(t.admin.said);
    } catch (error) {
      toast(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={t.admin.lead} text={t.admin.leadText}>
      <form onSubmit={(event) => void submit(event)} className="flex items-end gap-2">
        <TextField
          className="min-w-0 flex-1"
          label={t.admin.message}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" variant="secondary" busy={busy} className="mb-0.5">
          {t.admin.say}
        </Button>
      </form>
      <Button variant="danger" className="mt-4" onClick={() => setAsking(true)}>
        {t.admin.end}
      </Button>
      {asking && (
        <DangerDialog
          title={t.admin.endHeading}
          text={t.admin.endText}
          action={t.admin.end}
          onConfirm={() => endMeeting(code)}
          onClose={() => setAsking(false)}
        />
      )}
    </Section>
  );
}
