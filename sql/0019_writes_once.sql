-- Ids that integrators have for rooms, and what was answered to writes that may be sent again.

ALTER TABLE rooms ADD COLUMN external_owner uuid, ADD COLUMN external_id text;

CREATE UNIQUE INDEX rooms_external_idx ON rooms (external_owner, external_id);

CREATE TABLE kept_answers (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    status integer,
    content_type text,
    location text,
    body bytea,
    PRIMARY KEY (user_id, key)
);

CREATE INDEX kept_answers_created_idx ON kept_answers (created_at);
