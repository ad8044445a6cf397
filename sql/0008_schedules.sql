-- When meetings are, when somebody was last in one, and calendars that other programs read.

-- The schedule as JSON; next_at is the start of the first time that was not over when it was
-- looked at last, NULL once there is none.
ALTER TABLE rooms ADD COLUMN schedule jsonb, ADD COLUMN next_at timestamptz;

CREATE INDEX rooms_coming_idx ON rooms (host_id, next_at, id) WHERE next_at IS NOT NULL;

-- NULL: not since this is kept.
ALTER TABLE attendance ADD COLUMN last_at timestamptz;

-- SHA-256 of the secret in a calendar's address.
ALTER TABLE users ADD COLUMN calendar_hash bytea;

CREATE UNIQUE INDEX users_calendar_hash_key ON users (calendar_hash);
