import { Plus, Shuffle, X } from "lucide-react";
import { useState } from "react";

import type { BreakoutsState } from "~/call/breakouts";
import type { CallView } from "~/call/view";
import { minutesOf, secondsOf } from "~/lib/minutes";
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
const LONGEST = 24 * 3600;

/** Says which rooms there are to be and who goes where, and opens them. */
export function BreakoutPlanForm({ call, state }: { call: CallView; state: BreakoutsState | null }) {
  const { breakouts } = call;
  const planned = state?.rooms.map(({ name }) => name);
  const seconds = state?.seconds ?? null;
  const [names, setNames] = useState(planned ?? [t.breakouts.roomName(1), t.breakouts.roomName(2)]);
  const [minutes, setMinutes] = useState(minutesOf(seconds));
  // What somebody else plans meanwhile is shown here too.
  const [known, setKnown] = useState({ names: JSON.stringify(planned), seconds });
  if (known.names !== JSON.stringify(planned) || known.seconds !== seconds) {
    if (planned && known.names !== JSON.stringify(planned)) setNames(planned);
    if (known.seconds !== seconds) setMinutes(minutesOf(seconds));
    setKnown({ names: JSON.stringify(planned), seconds });
  }
  const others = state?.others ?? (state?.choice ? "choose" : "stay");
  const plan = (change: { names?: string[]; others?: typeof others; shuffle?: boolean }): Promise<unknown> => {
    const next = change.others ?? others;
    // A server of before says nothing of others, and takes nothing of them.
    const isNew = state?.others != null;
    return breakouts.plan({
      names: whole(change.names ?? names),
      choice: next === "choose",
      shuffle: change.shuffle ?? false,
      ...(isNew || next === "random" ? { others: next } : {}),
      ...(isNew ? { seconds: secondsOf(minutes, LONGEST) } : {}),
    });
  };
  const set = (next: string[]): void => {
    setNames(next);
    void plan({ names: next }).catch(failed);
  };
  const open = async (): Promise<void> => {
    await plan({});
    await breakouts.open(secondsOf(minutes, LONGEST));
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
        checked={others === "choose"}
        onChange={(on) => void plan({ others: on ? "choose" : "stay" }).catch(failed)}
      />
      <Switch
        label={t.breakouts.random}
        hint={t.breakouts.randomText}
        checked={others === "random"}
        onChange={(on) => void plan({ others: on ? "random" : "stay" }).catch(failed)}
      />
      {state && !state.choice && <AssignPeople call={call} state={state} />}
      <TextField
        label={t.breakouts.minutes}
        hint={t.breakouts.minutesText}
        inputMode="decimal"
        maxLength={6}
        value={minutes}
        onChange={({ target }) => setMinutes(target.value)}
        onBlur={() => void plan({}).catch(failed)}
      />
      <Button onClick={() => void open().catch(failed)}>{t.breakouts.open}</Button>
    </div>
  );
}

/** What has no name gets one. */
function whole(names: readonly string[]): string[] {
  return names.map((name, place) => name.trim() || t.breakouts.roomName(place + 1));
}
