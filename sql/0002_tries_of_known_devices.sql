-- Failures are forgotten as time passes. A browser that has signed in before has tries of its own,
-- so that strangers who guess at an account lock themselves out, and not its owner.

ALTER TABLE users ADD COLUMN last_failed_at timestamptz;

-- A row for each session from whose browser a wrong password came; it outlives the session.
CREATE TABLE device_tries (
    session_id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    failed_login_attempts integer NOT NULL,
    locked_until timestamptz,
    last_failed_at timestamptz NOT NULL
);

CREATE INDEX device_tries_last_failed_idx ON device_tries (last_failed_at);
CREATE INDEX device_tries_user_idx ON device_tries (user_id);
