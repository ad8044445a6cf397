-- However much waits for a number, each is found by its place.

CREATE OR REPLACE FUNCTION number_events(most integer, OUT moved bigint, OUT newest bigint)
LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
    upto bigint;
BEGIN
    moved := 0;
    IF NOT EXISTS (SELECT FROM event_inbox) THEN
        SELECT last INTO newest FROM event_head;
        RETURN;
    END IF;
    SELECT last INTO before FROM event_head FOR UPDATE;
    SELECT max(place) INTO upto
    FROM (SELECT place FROM event_inbox ORDER BY place LIMIT most) AS oldest;
    WITH taken AS (DELETE FROM event_inbox WHERE place <= upto RETURNING *)
    INSERT INTO events
    SELECT before + row_number() OVER (ORDER BY place), type, at, room_id, room_code, host_id,
        meeting_id, data, clock_timestamp()
    FROM taken;
    GET DIAGNOSTICS moved = ROW_COUNT;
    newest := before + moved;
    UPDATE event_head SET last = before + moved;
    INSERT INTO webhook_queues AS q (webhook_id, room_id, sent, newest)
    SELECT w.id, e.room_id, min(e.seq) - 1, max(e.seq) FROM events e JOIN webhooks w
        ON w.enabled AND (w.every_room OR w.owner_id = e.host_id)
        AND (w.types = '{}' OR e.type = ANY (w.types))
    WHERE e.seq > before AND e.seq <= before + moved GROUP BY w.id, e.room_id
    ORDER BY w.id, e.room_id
    ON CONFLICT (webhook_id, room_id) DO UPDATE SET newest = excluded.newest;
END $$;
