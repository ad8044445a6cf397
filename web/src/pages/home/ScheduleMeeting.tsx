import { CalendarClock, Repeat } from "lucide-react";
import { useState, type SyntheticEvent } from "react";

import type { When } from "~/api/schedules";
import type { Room } from "~/api/schemas";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";
import { Select } from "~/ui/Select";
import { TextField } from "~/ui/TextField";

import { useDialogWork } from "./useDialogWork";
import { chosenOf, LENGTHS, REPEATS, whenOf, zone, type Chosen } from "./when";

interface Props {
  /** None: it is made as well. */
  room: Room | null;
  onSchedule: (when: When, name: string) => Promise<void>;
  onUnschedule?: (() => Promise<void>) | undefined;
  onClose: () => void;
}

export function ScheduleMeeting({ room, onSchedule, onUnschedule, onClose }: Props) {
  const [chosen, setChosen] = useState(() => chosenOf(room));
  const [name, setName] = useState(room?.name ?? "");
  const { busy, problem, setProblem, carryOut } = useDialogWork(onClose);
  const choose = (part: Partial<Chosen>): void => setChosen((before) => ({ ...before, ...part }));

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (chosen.day && chosen.time) void carryOut(() => onSchedule(whenOf(chosen), name.trim()));
    else setProblem(t.fieldErrors.local_time);
  };
  const lengths = LENGTHS.includes(chosen.minutes) ? LENGTHS : [...LENGTHS, chosen.minutes];
  const repeats = chosen.repeats === "other" ? [...REPEATS, "other" as const] : REPEATS;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={room ? t.schedule.setTime : t.schedule.heading}
      text={t.schedule.zone(zone())}
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        {room === null && (
          <TextField
            label={t.myMeetings.name}
            autoComplete="off"
            maxLength={100}
            placeholder={t.schedule.namePlaceholder}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label={t.schedule.day}
            type="date"
            required
            value={chosen.day}
            onChange={(event) => choose({ day: event.target.value })}
          />
          <TextField
            label={t.schedule.time}
            type="time"
            required
            value={chosen.time}
            onChange={(event) => choose({ time: event.target.value })}
          />
        </div>
        <Select
          label={t.schedule.length}
          icon={CalendarClock}
          empty=""
          value={String(chosen.minutes)}
          options={lengths.map((minutes) => ({ id: String(minutes), label: t.schedule.minutes(minutes) }))}
          onChange={(id) => choose({ minutes: Number(id) })}
        />
        <Select
          label={t.schedule.repeats}
          icon={Repeat}
          empty=""
          value={chosen.repeats}
          options={repeats.map((id) => ({ id, label: t.schedule.ways[id] }))}
          onChange={(id) => choose({ repeats: id as Chosen["repeats"] })}
        />
        <div className="flex flex-wrap justify-end gap-2">
          {onUnschedule && (
            <Button variant="quiet" disabled={busy} onClick={() => void carryOut(onUnschedule)} className="mr-auto">
              {t.schedule.clear}
            </Button>
          )}
          <Button variant="secondary" onClick={onClose}>
            {t.actions.cancel}
          </Button>
          <Button type="submit" busy={busy}>
            {t.schedule.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
