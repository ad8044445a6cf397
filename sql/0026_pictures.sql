-- Pictures of people, as their browsers made them: small, and looked at by how they begin.

-- hash: SHA-256 of the data, in hex, by which it is fetched and kept by caches.
CREATE TABLE pictures (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    hash text NOT NULL,
    media_type text NOT NULL,
    data bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX pictures_hash_idx ON pictures (hash);

-- They do not get smaller.
ALTER TABLE pictures ALTER COLUMN data SET STORAGE EXTERNAL;
