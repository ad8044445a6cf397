import { Send } from "lucide-react";
import { useState } from "react";

import type { BreakoutsState } from "~/call/breakouts";
import type { CallView } from "~/call/view";
import type { Go } from "~/pages/meeting/useMeeting";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { isolated } from "~/ui/isolated";
import { TextField } from "~/ui/TextField";

import { AssignPeople } from "./AssignPeople";
import { failed } from "./failed";

/** Seconds. */
const MORE = 300;

interface Props {
  call: CallView;
  state: BreakoutsState;
  leads: boolean;
  go: Go;
}

/** The rooms as they are: who is where, and the way into them. */
export function BreakoutRooms({ call, state, leads, go }: Props) {
  const { breakouts } = call;
  const later = (): void => {
    const left = Math.max(0, (state.endsAt ?? Date.now()) - Date.now()) / 1000;
    void breakouts.setTime(Math.min(24 * 3600, Math.round(left) + MORE)).catch(failed);
  };
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-col gap-2">
        {state.rooms.map(({ name, code, people }, place) => (
          <li key={place} className="flex flex-col gap-1 rounded-lg border border-line p-3">
            <div className="flex flex-wrap items-center justify-between gap-2">
              <span dir="auto" className="min-w-0 font-medium break-words">
                {name}
                {state.own === place && <span className="text-ink-muted"> · {t.breakouts.yours}</span>}
              </span>
              {state.open && code !== null ? (
                <Button size="sm" variant="secondary" onClick={() => go(code)}>
                  {t.breakouts.join(name)}
                </Button>
              ) : (
                state.choice &&
                state.own !== place && (
                  <Button size="sm" variant="secondary" onClick={() => void breakouts.choose(place).catch(failed)}>
                    {t.breakouts.choose(name)}
                  </Button>
                )
              )}
            </div>
            {leads && (
              <p className="text-sm text-ink-muted">
                {people.length === 0
                  ? t.breakouts.nobody
                  : people.map((one) => isolated(one.inside ? one.name : `(${one.name})`)).join(", ")}
              </p>
            )}
          </li>
        ))}
      </ul>
      {leads && (
        <>
          <SayToAll call={call} />
          <div className="flex flex-wrap gap-2">
            <Button size="sm" variant="secondary" onClick={later}>
              {t.breakouts.addTime}
            </Button>
            <Button size="sm" variant="danger" onClick={() => void breakouts.close().catch(failed)}>
              {t.breakouts.close}
            </Button>
          </div>
          <AssignPeople call={call} state={state} />
        </>
      )}
    </div>
  );
}

function SayToAll({ call }: { call: CallView }) {
  const [text, setText] = useState("");
  const say = (): void => {
    if (text.trim() === "") return;
    call.breakouts.say(text.trim()).then(() => setText(""), failed);
  };
  return (
    <form
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        say();
      }}
    >
      <TextField
        className="min-w-0 flex-1"
        label={t.breakouts.toAll}
        maxLength={500}
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button type="submit" variant="secondary" className="mb-0.5" disabled={text.trim() === ""}>
        <Send aria-hidden className="size-4" />
        {t.breakouts.say}
      </Button>
    </form>
  );
}
