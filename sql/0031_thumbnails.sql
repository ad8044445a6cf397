-- Small pictures of files, as their senders' browsers made them: looked at, and gone with their file.

CREATE TABLE thumbnails (
    file_id uuid PRIMARY KEY REFERENCES files ON DELETE CASCADE,
    media_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    data bytea NOT NULL
);

-- They do not get smaller.
ALTER TABLE thumbnails ALTER COLUMN data SET STORAGE EXTERNAL;

-- thumbnail_size: bytes of it, which count as the file's own do; 0: it has none. With one,
-- messages.file has "thumbnail": {"width", "height"} too.
ALTER TABLE files ADD COLUMN thumbnail_size integer NOT NULL DEFAULT 0;
