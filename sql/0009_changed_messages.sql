-- What may become of a message: changed, deleted, answered, reacted to; and one for one person alone.

-- change: grows within a room with every message and every change of one: a number of the same sequence
-- as the ids. Null while a message is as it was said.
ALTER TABLE messages
    ADD COLUMN change bigint,
    ADD COLUMN edited_at timestamptz,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN recipient_id uuid,
    ADD COLUMN recipient_name text,
    ADD COLUMN reply_to bigint;

CREATE INDEX messages_change_idx ON messages (room_id, change) WHERE change IS NOT NULL;

CREATE TABLE message_reactions (
    message_id bigint NOT NULL REFERENCES messages ON DELETE CASCADE,
    emoji text NOT NULL,
    author_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message_id, emoji, author_id)
);
