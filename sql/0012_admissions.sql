-- Who was let into a meeting that is under way, and who is invited to a room.

CREATE TABLE admissions (
    room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
    person_id uuid NOT NULL,
    admitted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, person_id)
);

CREATE TABLE invitations (
    room_id uuid NOT NULL REFERENCES rooms ON DELETE CASCADE,
    invitee text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (room_id, invitee)
);

CREATE INDEX invitations_invitee_idx ON invitations (invitee);

-- Messages of guests, who have no account: user_id is theirs then, and the name is kept here. Those of an
-- account go with it as before.
ALTER TABLE messages ADD COLUMN guest_name text;
ALTER TABLE messages DROP CONSTRAINT messages_user_id_fkey;

CREATE FUNCTION delete_messages_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM messages WHERE user_id = OLD.id;
    RETURN OLD;
END $$;

CREATE TRIGGER users_messages AFTER DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION delete_messages_of_user();
