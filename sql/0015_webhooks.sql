-- Webhooks: where events are sent. The log of events is the outbox: of each place and room it is kept
-- up to which number all is sent. Queues are written as the events get their numbers.

CREATE TABLE webhooks (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    every_room boolean NOT NULL,
    url text NOT NULL,
    types text[] NOT NULL,
    description text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    secret text NOT NULL,
    former_secret text,
    former_until timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX webhooks_owner_idx ON webhooks (owner_id);

-- There while something is to be sent. Whoever claims one sends of it until due_at, where it comes
-- due again by itself.
CREATE TABLE webhook_queues (
    webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    room_id uuid NOT NULL,
    sent bigint NOT NULL,
    newest bigint NOT NULL,
    due_at timestamptz NOT NULL DEFAULT now(),
    claim uuid,
    attempts integer NOT NULL DEFAULT 0,
    last_status integer,
    last_error text,
    PRIMARY KEY (webhook_id, room_id)
);

CREATE INDEX webhook_queues_due_idx ON webhook_queues (due_at);

CREATE TABLE webhook_dead_letters (
    webhook_id uuid NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    seq bigint NOT NULL REFERENCES events ON DELETE CASCADE,
    died_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL,
    last_status integer,
    last_error text NOT NULL,
    replay_at timestamptz,
    PRIMARY KEY (webhook_id, seq)
);

CREATE INDEX webhook_dead_letters_seq_idx ON webhook_dead_letters (seq);
CREATE INDEX webhook_dead_letters_replay_idx ON webhook_dead_letters (replay_at)
    WHERE replay_at IS NOT NULL;

CREATE OR REPLACE FUNCTION number_events(most integer, OUT moved bigint, OUT newest bigint)
LANGUAGE plpgsql AS $$
DECLARE
    before bigint;
BEGIN
    moved := 0;
    IF NOT EXISTS (SELECT FROM event_inbox) THEN
        SELECT last INTO newest FROM event_head;
        RETURN;
    END IF;
    SELECT last INTO before FROM event_head FOR UPDATE;
    WITH taken AS (
        DELETE FROM event_inbox
        WHERE place IN (SELECT place FROM event_inbox ORDER BY place LIMIT most) RETURNING *
    )
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
