-- Tokens that let one person each into a room without an account. What opens is kept nowhere: it is made of the
-- id and the service's secret key.

CREATE TABLE join_tokens (
    id uuid PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
    name text NOT NULL,
    role text NOT NULL,
    external_id text,
    without text[] NOT NULL,
    once boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);

CREATE INDEX join_tokens_room_idx ON join_tokens (room_id, created_at DESC, id DESC);
CREATE INDEX join_tokens_expires_idx ON join_tokens (expires_at);
