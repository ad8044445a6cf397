-- Rooms beside a room: who is in which is in the plan of their parent, with which they go.

ALTER TABLE rooms ADD COLUMN parent_id uuid REFERENCES rooms ON DELETE CASCADE;

CREATE INDEX rooms_parent_idx ON rooms (parent_id) WHERE parent_id IS NOT NULL;

CREATE TABLE breakouts (
    room_id uuid PRIMARY KEY REFERENCES rooms ON DELETE CASCADE,
    plan jsonb NOT NULL,
    expelled uuid[] NOT NULL DEFAULT '{}'
);
