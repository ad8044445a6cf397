-- Questions to everybody in a room, and what they answered. Votes are kept by who gave them, so that each
-- has one; of an anonymous poll nobody's name is kept, and nobody is told.

CREATE TABLE polls (
    id uuid PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
    question text NOT NULL,
    options text[] NOT NULL,
    several boolean NOT NULL,
    anonymous boolean NOT NULL,
    live boolean NOT NULL,
    state text NOT NULL,
    change integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX polls_room_idx ON polls (room_id, created_at);

CREATE TABLE poll_votes (
    poll_id uuid NOT NULL REFERENCES polls ON DELETE CASCADE,
    voter_id uuid NOT NULL,
    name text,
    choices smallint[] NOT NULL,
    voted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (poll_id, voter_id)
);
