-- What a username looks like, whichever letters it is written with. Filled in by the server: accounts
-- of before that look like an older one stay as they are, without.

ALTER TABLE users ADD COLUMN username_skeleton text;

CREATE UNIQUE INDEX users_username_skeleton_key ON users (username_skeleton);
