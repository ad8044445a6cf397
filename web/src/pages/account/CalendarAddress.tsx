import { Link2 } from "lucide-react";
import { useState } from "react";

import { messageOf } from "~/api/errors";
import { closeCalendar, openCalendar } from "~/api/schedules";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { copyLink } from "~/ui/copy";
import { IconButton } from "~/ui/IconButton";
import { TextField } from "~/ui/TextField";
import { toast } from "~/ui/toast";

import { Section } from "~/ui/Section";

export function CalendarAddress() {
  const [url, setUrl] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const carryOut = async (what: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await what();
    } catch (error) {
      toast(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const make = (): Promise<void> => carryOut(async () => setUrl((await openCalendar()).url));
  const switchOff = (): Promise<void> =>
    carryOut(async () => {
      await closeCalendar();
      setUrl(null);
      toast(t.schedule.switchedOff);
    });

  return (
    <Section title={t.schedule.calendar} text={t.schedule.calendarText}>
      {url !== null && (
        <TextField
          label={t.schedule.address}
          hint={t.schedule.addressOnce}
          readOnly
          value={url}
          onFocus={(event) => event.target.select()}
          trailing={<IconButton icon={Link2} label={t.actions.copyLink} onClick={() => void copyLink(url)} />}
          className="mb-4"
        />
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="secondary" busy={busy} onClick={() => void make()}>
          {url === null ? t.schedule.makeAddress : t.schedule.newAddress}
        </Button>
        <Button variant="quiet" disabled={busy} onClick={() => void switchOff()}>
          {t.schedule.switchOff}
        </Button>
      </div>
    </Section>
  );
}
