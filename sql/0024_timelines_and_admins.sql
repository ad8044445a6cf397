-- How each one's way into a meeting and their media fared, for those who run the service. Neither what
-- was said nor any address is in it. Guests have no account: names are kept as they were.
CREATE TABLE timelines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
    participant_id text,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    value bigint NOT NULL,
    user_id uuid,
    name text,
    guest boolean NOT NULL
);

CREATE INDEX timelines_room_idx ON timelines (room_id, id);
CREATE INDEX timelines_at_idx ON timelines (at);

-- Accounts that see and lead all meetings of the service.
ALTER TABLE users ADD COLUMN admin boolean NOT NULL DEFAULT false;

-- What they did with that. Rooms and accounts may be gone since.
CREATE TABLE admin_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    admin_id uuid NOT NULL,
    admin_name text NOT NULL,
    action text NOT NULL,
    room_code text,
    about text,
    refused text
);
