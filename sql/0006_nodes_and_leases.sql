-- Several servers: which of them there are, and which one has a room live.

-- One process under each name; one that is started again is another instance.
CREATE TABLE nodes (
    name text PRIMARY KEY,
    instance uuid NOT NULL UNIQUE,
    url text NOT NULL,
    seen_at timestamptz NOT NULL
);

-- A row for each room that was ever live: the epoch outlives the lease, so that it only grows.
CREATE TABLE leases (
    room_id uuid PRIMARY KEY REFERENCES rooms ON DELETE CASCADE,
    holder uuid NOT NULL,
    url text NOT NULL,
    epoch bigint NOT NULL,
    expires_at timestamptz NOT NULL
);
