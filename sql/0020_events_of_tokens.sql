-- Events tell of who came by a join token with the id that they have at who made it.

CREATE FUNCTION with_external_id(said jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT said || jsonb_build_object('externalId', (
        SELECT external_id FROM join_tokens WHERE id = (said ->> 'userId')::uuid
    ));
$$;

CREATE FUNCTION tell_external_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.data := with_external_id(NEW.data);
    RETURN NEW;
END $$;
CREATE TRIGGER event_inbox_external_id BEFORE INSERT ON event_inbox FOR EACH ROW
    WHEN (NEW.data ? 'userId' AND NOT NEW.data ? 'externalId')
    EXECUTE FUNCTION tell_external_id();

-- The token may be gone when they go.
CREATE FUNCTION keep_external_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.who := with_external_id(NEW.who);
    RETURN NEW;
END $$;
CREATE TRIGGER people_inside_external_id BEFORE INSERT ON people_inside FOR EACH ROW
    EXECUTE FUNCTION keep_external_id();
