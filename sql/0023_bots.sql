-- Join tokens by which programs come in: others see them marked as such.

ALTER TABLE join_tokens ADD COLUMN bot boolean NOT NULL DEFAULT false;
