-- The board of a room, kept from one meeting to the next. Points are x and y in turn, two bytes each, the lower one
-- first. Who drew a stroke may be a guest, who has no account.

CREATE TABLE boards (
    room_id uuid PRIMARY KEY REFERENCES rooms ON DELETE CASCADE,
    opener_id uuid
);

CREATE TABLE board_strokes (
    room_id uuid NOT NULL REFERENCES boards ON DELETE CASCADE,
    place integer NOT NULL,
    id text NOT NULL,
    user_id uuid NOT NULL,
    tool text NOT NULL,
    points bytea NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (room_id, place)
);
