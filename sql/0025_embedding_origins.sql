-- Origins whose pages may show an account's rooms in a frame, key by key.

ALTER TABLE api_keys ADD COLUMN origins text[] NOT NULL DEFAULT '{}';
