-- The log of events, for other programs. What happens is written to the inbox, in the transaction of
-- what it tells; then it is numbered, one writer at a time. So no number is skipped or comes twice,
-- and who has read one has missed none before it; those of a room are in the order of its happening.

CREATE TABLE event_inbox (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type text NOT NULL,
    at timestamptz NOT NULL,
    room_id uuid NOT NULL,
    room_code text NOT NULL,
    host_id uuid NOT NULL,
    meeting_id uuid,
    data jsonb NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- Rooms may be gone already, so nothing is referred to.
CREATE TABLE events (
    seq bigint PRIMARY KEY,
    type text NOT NULL,
    at timestamptz NOT NULL,
    room_id uuid NOT NULL,
    room_code text NOT NULL,
    host_id uuid NOT NULL,
    meeting_id uuid,
    data jsonb NOT NULL,
    numbered_at timestamptz NOT NULL
);

CREATE INDEX events_host_idx ON events (host_id, seq);
CREATE INDEX events_room_idx ON events (room_id, seq);

-- The newest number, and the newest of those that are forgotten by now.
CREATE TABLE event_head (
    sole boolean PRIMARY KEY DEFAULT true CHECK (sole),
    last bigint NOT NULL,
    forgotten bigint NOT NULL
);
INSERT INTO event_head (last, forgotten) VALUES (0, 0);

-- Batches of each server that are stored: one whose answer was lost is sent again, and not stored again.
CREATE TABLE event_writers (
    writer uuid PRIMARY KEY,
    batch bigint NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now()
);

-- Meetings that have begun and are not over, and who is inside, as far as the log tells.
CREATE TABLE meetings_under_way (
    room_id uuid PRIMARY KEY,
    room_code text NOT NULL,
    host_id uuid NOT NULL,
    meeting_id uuid NOT NULL DEFAULT gen_random_uuid(),
    writer uuid NOT NULL,
    epoch bigint NOT NULL,
    forsaken_since timestamptz
);
CREATE TABLE people_inside (
    room_id uuid NOT NULL REFERENCES meetings_under_way ON DELETE CASCADE,
    participant_id text NOT NULL,
    who jsonb NOT NULL,
    PRIMARY KEY (room_id, participant_id)
);

CREATE FUNCTION number_events(most integer, OUT moved bigint, OUT newest bigint)
LANGUAGE plpgsql AS $$
BEGIN
    moved := 0;
    IF NOT EXISTS (SELECT FROM event_inbox) THEN
        SELECT last INTO newest FROM event_head;
        RETURN;
    END IF;
    SELECT last INTO newest FROM event_head FOR UPDATE;
    WITH taken AS (
        DELETE FROM event_inbox
        WHERE place IN (SELECT place FROM event_inbox ORDER BY place LIMIT most) RETURNING *
    )
    INSERT INTO events
    SELECT newest + row_number() OVER (ORDER BY place), type, at, room_id, room_code, host_id,
        meeting_id, data, clock_timestamp()
    FROM taken;
    GET DIAGNOSTICS moved = ROW_COUNT;
    newest := newest + moved;
    UPDATE event_head SET last = newest;
END $$;

CREATE FUNCTION people_left(room uuid, except_ids text[], reason text, moment timestamptz)
RETURNS void LANGUAGE sql AS $$
    WITH gone AS (
        DELETE FROM people_inside WHERE room_id = room AND participant_id <> ALL (except_ids)
        RETURNING participant_id, who
    )
    INSERT INTO event_inbox (type, at, room_id, room_code, host_id, meeting_id, data)
    SELECT 'participant.left', moment, m.room_id, m.room_code, m.host_id, m.meeting_id,
        gone.who || jsonb_build_object('reason', reason)
    FROM gone, meetings_under_way m WHERE m.room_id = room ORDER BY gone.participant_id;
$$;

CREATE FUNCTION meeting_over(room uuid, why text, moment timestamptz)
RETURNS void LANGUAGE sql AS $$
    WITH over AS (DELETE FROM meetings_under_way WHERE room_id = room RETURNING *)
    INSERT INTO event_inbox (type, at, room_id, room_code, host_id, meeting_id, data)
    SELECT 'room.ended', moment, room_id, room_code, host_id, meeting_id,
        jsonb_build_object('reason', why)
    FROM over;
$$;

CREATE FUNCTION person_came(room uuid, came jsonb, moment timestamptz)
RETURNS void LANGUAGE sql AS $$
    WITH came_in AS (
        INSERT INTO people_inside VALUES (room, came ->> 'participantId', came - 'role')
        ON CONFLICT DO NOTHING RETURNING room_id
    )
    INSERT INTO event_inbox (type, at, room_id, room_code, host_id, meeting_id, data)
    SELECT 'participant.joined', moment, m.room_id, m.room_code, m.host_id, m.meeting_id, came
    FROM came_in JOIN meetings_under_way m ON m.room_id = came_in.room_id;
$$;

-- What one server saw, in its order; `number` grows with each batch. Of a room that another server has
-- by now nothing is stored: that one tells who is inside.
CREATE FUNCTION record_happenings(by uuid, number bigint, happenings jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    h record;
    m meetings_under_way;
    era bigint;
    is_open boolean;
BEGIN
    INSERT INTO event_writers AS w (writer, batch) VALUES (by, number)
    ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, written_at = now()
    WHERE w.batch < excluded.batch;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM FROM meetings_under_way WHERE room_id IN (
        SELECT (one ->> 'room_id')::uuid FROM jsonb_array_elements(happenings) one
    ) ORDER BY room_id FOR UPDATE;
    FOR h IN SELECT * FROM jsonb_to_recordset(happenings) AS (
        kind text, at timestamptz, room_id uuid, room_code text, host_id uuid, epoch bigint,
        participant_id text, reason text, data jsonb
    ) LOOP
        era := coalesce(h.epoch, 0);
        CONTINUE WHEN h.epoch IS NOT NULL AND EXISTS (
            SELECT FROM leases l WHERE l.room_id = h.room_id AND l.epoch > h.epoch
        );
        SELECT * INTO m FROM meetings_under_way u WHERE u.room_id = h.room_id;
        is_open := FOUND;
        CONTINUE WHEN is_open AND m.epoch > era;
        IF h.kind IN ('joined', 'inside') THEN
            IF NOT is_open THEN
                CONTINUE WHEN h.kind = 'inside' AND jsonb_array_length(h.data) = 0;
                INSERT INTO meetings_under_way (room_id, room_code, host_id, writer, epoch)
                VALUES (h.room_id, h.room_code, h.host_id, by, era) RETURNING * INTO m;
                INSERT INTO event_inbox (type, at, room_id, room_code, host_id, meeting_id, data)
                VALUES ('room.started', h.at, m.room_id, m.room_code, m.host_id, m.meeting_id, '{}');
            ELSIF (m.writer, m.epoch) <> (by, era) THEN
                -- The server that had it is gone, and with it all who were inside there.
                UPDATE meetings_under_way u SET writer = by, epoch = era, forsaken_since = NULL,
                    host_id = h.host_id WHERE u.room_id = h.room_id;
                IF h.kind = 'joined' THEN
                    PERFORM people_left(h.room_id, '{}', 'lost', h.at);
                END IF;
            END IF;
        END IF;
        CASE h.kind
        WHEN 'joined' THEN
            PERFORM person_came(h.room_id, h.data, h.at);
        WHEN 'inside' THEN
            PERFORM people_left(h.room_id, ARRAY(
                SELECT one ->> 'participantId' FROM jsonb_array_elements(h.data) one
            ), 'lost', h.at);
            PERFORM person_came(h.room_id, one, h.at) FROM jsonb_array_elements(h.data) one;
            IF jsonb_array_length(h.data) = 0 THEN
                PERFORM meeting_over(h.room_id, 'lost', h.at);
            END IF;
        WHEN 'left' THEN
            CONTINUE WHEN NOT is_open;
            PERFORM people_left(h.room_id, ARRAY(
                SELECT p.participant_id FROM people_inside p
                WHERE p.room_id = h.room_id AND p.participant_id <> h.participant_id
            ), h.reason, h.at);
            -- Whoever replaces them comes in the same moment.
            IF h.reason <> 'replaced'
                AND NOT EXISTS (SELECT FROM people_inside p WHERE p.room_id = h.room_id)
            THEN
                PERFORM meeting_over(h.room_id, 'left', h.at);
            END IF;
        WHEN 'ended' THEN
            PERFORM people_left(h.room_id, '{}', 'ended', h.at);
            PERFORM meeting_over(h.room_id, h.reason, h.at);
        ELSE
            INSERT INTO event_inbox (type, at, room_id, room_code, host_id, meeting_id, data)
            VALUES (h.kind, h.at, h.room_id, h.room_code, h.host_id, m.meeting_id, h.data);
        END CASE;
    END LOOP;
END $$;

-- Meetings whose server is gone for longer than `patience` are over. `several`: who has a room holds a
-- lease of it; otherwise there is one server, `by`.
CREATE FUNCTION end_forsaken_meetings(by uuid, several boolean, patience interval)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    m meetings_under_way;
    ended bigint := 0;
BEGIN
    FOR m IN SELECT * FROM meetings_under_way u WHERE CASE WHEN several THEN NOT EXISTS (
            SELECT FROM leases l
            WHERE l.room_id = u.room_id AND l.expires_at > clock_timestamp()
        ) ELSE u.writer <> by END
        ORDER BY room_id FOR UPDATE SKIP LOCKED
    LOOP
        IF m.forsaken_since IS NULL THEN
            UPDATE meetings_under_way SET forsaken_since = clock_timestamp()
            WHERE room_id = m.room_id;
        ELSIF m.forsaken_since < clock_timestamp() - patience THEN
            PERFORM people_left(m.room_id, '{}', 'lost', clock_timestamp());
            PERFORM meeting_over(m.room_id, 'lost', clock_timestamp());
            ended := ended + 1;
        END IF;
    END LOOP;
    RETURN ended;
END $$;

-- Forget the oldest events that are older than `age`, so many of them.
CREATE FUNCTION forget_events(age interval, most integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    head event_head;
    newest bigint;
BEGIN
    SELECT * INTO head FROM event_head;
    SELECT max(seq) INTO newest FROM events
    WHERE seq > head.forgotten AND seq <= head.forgotten + most
        AND numbered_at < clock_timestamp() - age;
    IF newest IS NULL THEN
        RETURN 0;
    END IF;
    UPDATE event_head SET forgotten = newest;
    DELETE FROM events WHERE seq <= newest;
    RETURN newest - head.forgotten;
END $$;

CREATE FUNCTION tell_of_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event_inbox (type, at, room_id, room_code, host_id, data)
    VALUES ('room.created', NEW.created_at, NEW.id, NEW.slug, NEW.host_id,
        jsonb_build_object('name', NEW.name));
    RETURN NULL;
END $$;
CREATE TRIGGER rooms_events AFTER INSERT ON rooms FOR EACH ROW EXECUTE FUNCTION tell_of_room();

-- That something was said, not what: whoever may read it finds it by its id. What two say to each other
-- is theirs.
CREATE FUNCTION tell_of_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO event_inbox (type, at, room_id, room_code, host_id, meeting_id, data)
    SELECT 'message', NEW.created_at, r.id, r.slug, r.host_id, m.meeting_id, jsonb_build_object(
        'messageId', NEW.id, 'userId', NEW.user_id,
        'name', coalesce(NEW.guest_name, (SELECT username FROM users WHERE id = NEW.user_id)),
        'guest', NEW.guest_name IS NOT NULL)
    FROM rooms r LEFT JOIN meetings_under_way m ON m.room_id = r.id WHERE r.id = NEW.room_id;
    RETURN NULL;
END $$;
CREATE TRIGGER messages_events AFTER INSERT ON messages FOR EACH ROW
    WHEN (NEW.recipient_id IS NULL) EXECUTE FUNCTION tell_of_message();
