-- In transactions of its own: beside it, others go on writing, however much has been said.
-- Whoever had said something in a room was inside, before that was kept.

DO $$
DECLARE
    step CONSTANT bigint := 10000;
    done bigint := 0;
    last CONSTANT bigint := (SELECT coalesce(max(id), 0) FROM messages);
BEGIN
    WHILE done < last LOOP
        -- Whoever is deleted at this moment is waited for, and left out.
        INSERT INTO attendance (room_id, user_id, first_at)
        SELECT said.room_id, said.user_id, said.first_at
        FROM (
            SELECT room_id, user_id, min(created_at) AS first_at FROM messages
            WHERE id > done AND id <= done + step GROUP BY room_id, user_id
        ) said
        JOIN rooms ON rooms.id = said.room_id
        JOIN users ON users.id = said.user_id
        FOR KEY SHARE OF rooms, users
        ON CONFLICT DO NOTHING;
        COMMIT;
        done := done + step;
    END LOOP;
END $$;
