-- Who leads a room beside its host, and who was put out of it for good: accounts, and guests.

ALTER TABLE rooms
    ADD COLUMN cohosts uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN blocked uuid[] NOT NULL DEFAULT '{}';
