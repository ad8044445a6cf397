-- From where each one reached the service, where the operator has that kept.
ALTER TABLE timelines ADD COLUMN address text;
