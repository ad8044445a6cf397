-- What the host of a room chose: only what is not as by default.

ALTER TABLE rooms ADD COLUMN settings jsonb NOT NULL DEFAULT '{}';
