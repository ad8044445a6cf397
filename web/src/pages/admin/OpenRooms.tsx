import { useState, type SyntheticEvent } from "react";
import { Link, useNavigate } from "react-router";

import { openRooms } from "~/api/admin";
import { parseRoomCode } from "~/api/roomCode";
import { t } from "~/text/t";
import { Button } from "~/ui/Button";
import { Section } from "~/ui/Section";
import { TextField } from "~/ui/TextField";

import { Loaded } from "./Loaded";
import { useAnswer } from "./useAnswer";

/** The meetings under way, and the way to one that is over. */
export function OpenRooms() {
  const [answer, again] = useAnswer(openRooms);
  return (
    <Section title={t.admin.rooms} text={t.admin.roomsText}>
      <Loaded answer={answer} again={again}>
        {({ items, count }) => (
          <>
            {count === 0 && <p className="text-ink-muted">{t.admin.noRooms}</p>}
            <ul className="divide-y divide-line">
              {items.map((room) => (
                <li key={room.code} className="flex flex-wrap items-baseline gap-x-3 py-3">
                  <Link to={`/admin/${room.code}`} className="font-medium text-accent wrap-anywhere hover:underline">
                    <bdi>{room.name}</bdi>
                  </Link>
                  <span className="font-mono text-ink-muted">{room.code}</span>
                  <span className="text-ink-muted">{t.admin.room(room)}</span>
                </li>
              ))}
            </ul>
            {count > items.length && <p className="mt-2 text-ink-muted">{t.admin.moreRooms(count - items.length)}</p>}
          </>
        )}
      </Loaded>
      <Look />
    </Section>
  );
}

function Look() {
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const code = parseRoomCode(text);
    setWrong(code === null);
    if (code !== null) void navigate(`/admin/${code}`);
  };
  return (
    <form onSubmit={submit} className="mt-4 flex items-end gap-2">
      <TextField
        className="min-w-0 flex-1"
        label={t.admin.code}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={wrong ? t.admin.noCode : undefined}
      />
      <Button type="submit" variant="secondary" className={wrong ? "mb-7" : "mb-0.5"}>
        {t.admin.look}
      </Button>
    </form>
  );
}
