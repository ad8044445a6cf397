import { Plus, Shuffle, X } from "lucide-react";
import { useState } from "react";

import type { BreakoutsState } from "~/call/breakouts";
import type { CallView } from "~/call/view";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { IconButton } from "~/ui/IconButton";
import { Switch } from "~/ui/Switch";
import { TextField } from "~/ui/TextField";

import { AssignPeople } from "./AssignPeople";
import { failed } from "./failed";

/** As the server takes them. */
const MOST_ROOMS = 50;
const LONGEST_NAME = 60;

/** Says which rooms there are to be and who goes where, and opens them. */
export function BreakoutPlanForm({ call, state }: { call: CallView; state: BreakoutsState | null }) {
  const { breakouts } = call;
  const [names, setNames] = useState(
    () => state?.rooms.map(({ name }) => name) ?? [t.breakouts.roomName(1), t.breakouts.roomName(2)],
  );
  const [minutes, setMinutes] = useState("");
  const choice = state?.choice ?? false;
  const plan = (change: { names?: string[]; choice?: boolean; shuffle?: boolean }): Promise<unknown> =>
    breakouts.plan({
      names: whole(change.names ?? names),
      choice: change.choice ?? choice,
      shuffle: change.shuffle ?? false,
    });
  const set = (next: string[]): void => {
    setNames(next);
    void plan({ names: next }).catch(failed);
  };
  const open = async (): Promise<void> => {
    const seconds = Math.round(Number(minutes.replace(",", ".")) * 60);
    await plan({});
    await breakouts.open(seconds > 0 ? Math.min(seconds, 24 * 3600) : null);
  };
  return (
    <div className="flex flex-col gap-3">
      {names.map((name, place) => (
        <TextField
          key={place}
          label={t.breakouts.nameOf(place + 1)}
          labelHidden
          maxLength={LONGEST_NAME}
          autoComplete="off"
          value={name}
          onChange={({ target }) => setNames(names.map((each, other) => (other === place ? target.value : each)))}
          onBlur={() => void plan({}).catch(failed)}
          trailing={
            names.length > 1 && (
              <IconButton
                icon={X}
                size="sm"
                label={t.breakouts.removeRoom(place + 1)}
                onClick={() => set(names.filter((_, other) => other !== place))}
              />
            )
          }
        />
      ))}
      <div className="flex flex-wrap gap-2">
        {names.length < MOST_ROOMS && (
          <Button size="sm" variant="quiet" onClick={() => set([...names, t.breakouts.roomName(names.length + 1)])}>
            <Plus aria-hidden className="size-4" />
            {t.breakouts.addRoom}
          </Button>
        )}
        <Button size="sm" variant="secondary" onClick={() => void plan({ shuffle: true }).catch(failed)}>
          <Shuffle aria-hidden className="size-4" />
          {t.breakouts.shuffle}
        </Button>
      </div>
      <Switch
        label={t.breakouts.choice}
        hint={t.breakouts.choiceText}
        checked={choice}
        onChange={(on) => void plan({ choice: on }).catch(failed)}
      />
      {state && !state.choice && <AssignPeople call={call} state={state} />}
      <TextField
        label={t.breakouts.minutes}
        hint={t.breakouts.minutesText}
        inputMode="decimal"
        maxLength={6}
        value={minutes}
        onChange={({ target }) => setMinutes(target.value)}
      />
      <Button onClick={() => void open().catch(failed)}>{t.breakouts.open}</Button>
    </div>
  );
}

/** What has no name gets one. */
function whole(names: readonly string[]): string[] {
  return names.map((name, place) => name.trim() || t.breakouts.roomName(place + 1));
}
