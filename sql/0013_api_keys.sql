-- Keys of programs, as their SHA-256 alone, and accounts that nobody signs in to: services, which only keys open.

ALTER TABLE users ADD COLUMN service boolean NOT NULL DEFAULT false;

CREATE TABLE api_keys (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    name text NOT NULL,
    hint text NOT NULL,
    hash bytea NOT NULL UNIQUE,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    last_used_at timestamptz
);

CREATE INDEX api_keys_user_idx ON api_keys (user_id);
