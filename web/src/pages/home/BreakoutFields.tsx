import { DoorOpen, Plus, Shuffle, X } from "lucide-react";

import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { isolated } from "~/ui/isolated";
import { Select } from "~/ui/Select";
import { TextField } from "~/ui/TextField";

import {
  LONGEST_NAME,
  leftOver,
  MOST_ROOMS,
  withPerson,
  withRoom,
  type Others,
  type TypedPlan,
  type TypedRoom,
} from "./breakoutPlan";

const WAYS: readonly Others[] = ["stay", "random", "choose"];
/** The choice of no room. */
const NONE = "none";

interface Props {
  plan: TypedPlan;
  invited: readonly string[];
  onChange: (part: Partial<TypedPlan>) => void;
}

/** Rooms with their people, and what becomes of everybody else. */
export function BreakoutFields({ plan, invited, onChange }: Props) {
  const { rooms } = plan;
  const change = (place: number, part: Partial<TypedRoom>): void =>
    onChange({ rooms: rooms.map((room, other) => (other === place ? { ...room, ...part } : room)) });
  return (
    <>
      <p className="text-sm text-ink-muted">{t.breakouts.peopleText}</p>
      <ul className="flex flex-col gap-3">
        {rooms.map((room, place) => (
          <li key={place} className="flex flex-col gap-2 rounded-lg border border-line p-3">
            <TextField
              label={t.breakouts.nameOf(place + 1)}
              labelHidden
              maxLength={LONGEST_NAME}
              autoComplete="off"
              value={room.name}
              onChange={({ target }) => change(place, { name: target.value })}
              trailing={
                rooms.length > 1 && (
                  <IconButton
                    icon={X}
                    size="sm"
                    label={t.breakouts.removeRoom(place + 1)}
                    onClick={() => onChange({ rooms: rooms.filter((_, other) => other !== place) })}
                  />
                )
              }
            />
            <TextField
              label={t.breakouts.peopleOf(place + 1)}
              labelHidden
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder={t.breakouts.people}
              value={room.people}
              onChange={({ target }) => change(place, { people: target.value })}
            />
          </li>
        ))}
      </ul>
      {rooms.length < MOST_ROOMS && (
        <Button size="sm" variant="quiet" className="self-start" onClick={() => onChange({ rooms: withRoom(rooms) })}>
          <Plus aria-hidden className="size-4" />
          {t.breakouts.addRoom}
        </Button>
      )}
      {leftOver(rooms, invited).map((person) => (
        <Select
          key={person}
          label={t.breakouts.where(isolated(person))}
          icon={DoorOpen}
          empty=""
          value={NONE}
          options={[
            { id: NONE, label: t.breakouts.noRoom },
            ...rooms.map(({ name }, place) => ({ id: String(place), label: name || t.breakouts.roomName(place + 1) })),
          ]}
          onChange={(id) => onChange({ rooms: withPerson(rooms, Number(id), person) })}
        />
      ))}
      <Select
        label={t.breakouts.others}
        icon={Shuffle}
        empty=""
        value={plan.others}
        options={WAYS.map((id) => ({ id, label: t.breakouts.othersTo[id] }))}
        onChange={(id) => onChange({ others: id as Others })}
      />
      <TextField
        label={t.breakouts.minutes}
        hint={t.breakouts.minutesText}
        inputMode="decimal"
        maxLength={6}
        autoComplete="off"
        value={plan.minutes}
        onChange={({ target }) => onChange({ minutes: target.value })}
      />
    </>
  );
}
