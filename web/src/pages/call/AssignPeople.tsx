import { DoorOpen } from "lucide-react";

import type { BreakoutsState } from "~/call/breakouts";
import type { CallView } from "~/call/view";
import { useReadable } from "~/lib/useReadable";
import { t } from "~/text/t";
import { isolated } from "~/ui/isolated";
import { Select } from "~/ui/Select";

import { failed } from "./failed";

/** The choice of the main room. */
const MAIN = "main";

/** Who belongs where, by hand; also who is yet to come. */
export function AssignPeople({ call, state }: { call: CallView; state: BreakoutsState }) {
  const here = useReadable(call.participants);
  const people = new Map<string, { name: string; room: string }>();
  for (const { userId, username } of here) people.set(userId, { name: username, room: MAIN });
  state.rooms.forEach((room, place) => {
    for (const { userId, name } of room.people) people.set(userId, { name, room: String(place) });
  });
  const options = [
    { id: MAIN, label: t.breakouts.mainRoom },
    ...state.rooms.map(({ name }, place) => ({ id: String(place), label: name })),
  ];
  return (
    <div className="flex flex-col gap-3">
      {[...people].map(([userId, { name, room }]) => (
        <Select
          key={userId}
          label={t.breakouts.where(isolated(name))}
          icon={DoorOpen}
          empty=""
          value={room}
          options={options}
          onChange={(id) => void call.breakouts.assign(userId, id === MAIN ? null : Number(id)).catch(failed)}
        />
      ))}
      {state.rooms.flatMap((room, place) =>
        (room.expected ?? []).map((name) => (
          <Select
            key={name}
            label={t.breakouts.whereAwaited(isolated(name))}
            icon={DoorOpen}
            empty=""
            value={String(place)}
            options={[{ id: MAIN, label: t.breakouts.notAwaited }, ...options.slice(1)]}
            onChange={(id) => void call.breakouts.expect(name, id === MAIN ? null : Number(id)).catch(failed)}
          />
        )),
      )}
    </div>
  );
}
