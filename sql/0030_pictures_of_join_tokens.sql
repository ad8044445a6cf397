-- Pictures that join tokens give to those who come by them: small, and looked at by how they begin.

-- hash: SHA-256 of the data, in hex, by which it is fetched and kept by caches.
CREATE TABLE join_token_pictures (
    token_id uuid PRIMARY KEY REFERENCES join_tokens ON DELETE CASCADE,
    hash text NOT NULL,
    media_type text NOT NULL,
    data bytea NOT NULL
);

CREATE INDEX join_token_pictures_hash_idx ON join_token_pictures (hash);

-- They do not get smaller.
ALTER TABLE join_token_pictures ALTER COLUMN data SET STORAGE EXTERNAL;
