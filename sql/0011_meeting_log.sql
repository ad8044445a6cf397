-- What happened in meetings: who came, went, was let in or put out, by whom. Guests have no account,
-- and who has one may lose it: names are kept as they were.

CREATE TABLE meeting_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
    at timestamptz NOT NULL,
    action text NOT NULL,
    user_id uuid,
    name text,
    guest boolean NOT NULL,
    by_name text,
    role text
);

CREATE INDEX meeting_log_room_idx ON meeting_log (room_id, id);
