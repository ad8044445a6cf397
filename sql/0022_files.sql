-- Files that people put into the chat, in pieces of bounded size; they go with their message, and with the room.

-- size: as it was announced, so that what is under way counts; complete: all of it is here, and was looked at.
-- secret: proves who may send it, and for a moment who may read it.
CREATE TABLE files (
    id uuid PRIMARY KEY,
    room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
    user_id uuid NOT NULL,
    message_id bigint REFERENCES messages ON DELETE CASCADE,
    name text NOT NULL,
    media_type text NOT NULL DEFAULT 'application/octet-stream',
    size integer NOT NULL,
    complete boolean NOT NULL DEFAULT false,
    secret bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX files_room_idx ON files (room_id);
CREATE INDEX files_user_idx ON files (user_id, created_at);
CREATE INDEX files_message_idx ON files (message_id);
CREATE INDEX files_unsent_idx ON files (created_at) WHERE message_id IS NULL;

CREATE TABLE file_pieces (
    file_id uuid NOT NULL REFERENCES files ON DELETE CASCADE,
    number integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (file_id, number)
);

-- Pictures and archives do not get smaller.
ALTER TABLE file_pieces ALTER COLUMN data SET STORAGE EXTERNAL;

-- What a message shows of its file: {"id", "name", "type", "size"}.
ALTER TABLE messages ADD COLUMN file jsonb;
