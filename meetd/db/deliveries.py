"""The tables of what webhooks are to send: a queue for each room and place, and dead letters."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from meetd.db.events import event
from meetd.db.pool import Database
from meetd.db.webhooks import COLUMNS as WEBHOOK
from meetd.db.webhooks import webhook
from meetd.model import RoomId
from meetd.webhook import Busy, DeadLetter, Outcome, Pending, Queue, Replay, WebhookId

_EVENT = "e.seq, e.type, e.at, e.room_id, e.room_code, e.host_id, e.meeting_id, e.data"
CLAIM = timedelta(seconds=60)
"""Time after which another server sends what one claimed that is gone."""
AT_ONCE = 20
"""Events of a queue that are read at once."""


class Deliveries:
    """The tables, for one server's process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._claim = uuid4()

    async def claim(self, most: int, busy: Busy) -> list[Queue]:
        """Claim queues that are due, but those of who is busy: nobody else sends of them
        meanwhile."""
        rows = await self._database.fetch(
            f"""WITH due AS (
                SELECT webhook_id, room_id FROM webhook_queues
                WHERE due_at <= now() AND {_idle("$3", "$5")}
                ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
            ), claimed AS (
                UPDATE webhook_queues q SET claim = $1, due_at = now() + $4::interval FROM due
                WHERE (q.webhook_id, q.room_id) = (due.webhook_id, due.room_id) RETURNING q.*
            )
            SELECT claimed.room_id AS queue_room, claimed.sent, claimed.newest,
                claimed.attempts, {WEBHOOK}
            FROM claimed JOIN webhooks w ON w.id = claimed.webhook_id""",
            self._claim,
            most,
            busy.places,
            CLAIM,
            busy.owners,
        )
        return [
            Queue(
                webhook(row),
                RoomId(row["queue_room"]),
                sent=row["sent"],
                newest=row["newest"],
                attempts=row["attempts"],
            )
            for row in rows
        ]

    async def pending(self, queue: Queue, after: int) -> list[Pending]:
        """The next events of a queue."""
        rows = await self._database.fetch(
            f"""SELECT {_EVENT}, e.numbered_at FROM events e
            JOIN webhooks w ON w.id = $1 AND (w.every_room OR w.owner_id = e.host_id)
                AND (w.types = '{{}}' OR e.type = ANY (w.types))
            WHERE e.room_id = $2 AND e.seq > $3 ORDER BY e.seq LIMIT {AT_ONCE}""",
            queue.webhook.id,
            queue.room_id,
            after,
        )
        return [Pending(event(row), row["numbered_at"]) for row in rows]

    async def sent(self, queue: Queue, seq: int) -> bool:
        """All up to that one is sent; return whether there may be more, and it is still ours."""
        return await self._advance("", queue, seq)

    async def give_up(self, queue: Queue, seq: int, outcome: Outcome) -> bool:
        """The first event is a dead letter from now on; the same is returned."""
        dead = """INSERT INTO webhook_dead_letters
            (webhook_id, seq, attempts, last_status, last_error)
            SELECT webhook_id, $4, attempts + 1, $5, $6 FROM webhook_queues
            WHERE webhook_id = $1 AND room_id = $2 AND claim = $3 ON CONFLICT DO NOTHING"""
        return await self._advance(dead, queue, seq, outcome.status, outcome.error)

    async def _advance(self, before: str, queue: Queue, seq: int, *more: object) -> bool:
        place = queue.webhook.id, queue.room_id, self._claim, seq
        async with self._database.transaction() as connection:
            if before:
                await connection.execute(before, *place, *more)
            done = await connection.fetchval(
                """DELETE FROM webhook_queues WHERE webhook_id = $1 AND room_id = $2
                AND claim = $3 AND newest <= $4 RETURNING true""",
                *place,
            )
            if done:
                return False
            ours = await connection.fetchval(
                """UPDATE webhook_queues SET sent = $4, attempts = 0, last_error = NULL,
                    last_status = NULL, due_at = now() + $5::interval
                WHERE webhook_id = $1 AND room_id = $2 AND claim = $3 RETURNING true""",
                *place,
                CLAIM,
            )
            return ours is True

    async def failed(self, queue: Queue, outcome: Outcome, delay: float) -> None:
        """The first event was sent in vain: it is sent again in so many seconds."""
        await self._database.execute(
            """UPDATE webhook_queues SET attempts = attempts + 1, last_status = $4,
                last_error = $5, due_at = now() + $6::interval, claim = NULL
            WHERE webhook_id = $1 AND room_id = $2 AND claim = $3""",
            queue.webhook.id,
            queue.room_id,
            self._claim,
            outcome.status,
            outcome.error,
            timedelta(seconds=delay),
        )

    async def release(self, queue: Queue | None = None) -> None:
        """Let others send of a queue, or of all that are ours."""
        await self._database.execute(
            """UPDATE webhook_queues SET due_at = now(), claim = NULL WHERE claim = $1
            AND ($2::uuid IS NULL OR (webhook_id, room_id) = ($2, $3))""",
            self._claim,
            None if queue is None else queue.webhook.id,
            None if queue is None else queue.room_id,
        )

    async def dead_letters(self, id_: WebhookId, after: int, limit: int) -> list[DeadLetter]:
        """The dead letters of a place after one, in the order of the events."""
        rows = await self._database.fetch(
            f"""SELECT {_EVENT}, d.died_at, d.attempts, d.last_status, d.last_error,
                d.replay_at IS NOT NULL AS replaying
            FROM webhook_dead_letters d JOIN events e ON e.seq = d.seq
            WHERE d.webhook_id = $1 AND d.seq > $2 ORDER BY d.seq LIMIT $3""",
            id_,
            after,
            limit,
        )
        return [
            DeadLetter(
                event(row),
                row["died_at"],
                row["attempts"],
                row["last_status"],
                row["last_error"],
                row["replaying"],
            )
            for row in rows
        ]

    async def replay(self, id_: WebhookId, seq: int | None = None) -> int:
        """Have a dead letter sent again, or all of a place; how many those are. One that is on its
        way is not sent beside itself."""
        count: int = await self._database.fetchval(
            """WITH again AS (
                UPDATE webhook_dead_letters SET replay_at = greatest(replay_at, now())
                WHERE webhook_id = $1 AND ($2::bigint IS NULL OR seq = $2) RETURNING seq
            ) SELECT count(*) FROM again""",
            id_,
            seq,
        )
        return count

    async def claim_replays(self, most: int, busy: Busy) -> list[Replay]:
        """Claim dead letters that are to be sent again, in the order of the events."""
        rows = await self._database.fetch(
            f"""WITH due AS (
                SELECT webhook_id, seq FROM webhook_dead_letters
                WHERE replay_at <= now() AND {_idle("$2", "$4")}
                ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED
            ), claimed AS (
                UPDATE webhook_dead_letters d SET replay_at = now() + $3::interval FROM due
                WHERE (d.webhook_id, d.seq) = (due.webhook_id, due.seq)
                RETURNING d.webhook_id, d.seq AS dead
            )
            SELECT {_EVENT}, {WEBHOOK} FROM claimed
            JOIN webhooks w ON w.id = claimed.webhook_id JOIN events e ON e.seq = claimed.dead
            ORDER BY e.seq""",
            most,
            busy.places,
            CLAIM,
            busy.owners,
        )
        return [Replay(webhook(row), event(row)) for row in rows]

    async def replayed(self, replay: Replay, outcome: Outcome) -> None:
        """It arrived, or is still dead."""
        place = replay.webhook.id, replay.event.seq
        if outcome.ok:
            await self._database.execute(
                "DELETE FROM webhook_dead_letters WHERE webhook_id = $1 AND seq = $2", *place
            )
        else:
            await self._database.execute(
                """UPDATE webhook_dead_letters SET replay_at = NULL, attempts = attempts + 1,
                    last_status = $3, last_error = $4 WHERE webhook_id = $1 AND seq = $2""",
                *place,
                outcome.status,
                outcome.error,
            )


def _idle(places: str, owners: str) -> str:
    """SQL that is true of what is for nobody who is busy."""
    return f"""webhook_id <> ALL ({places}::uuid[]) AND (cardinality({owners}::uuid[]) = 0
        OR webhook_id NOT IN (SELECT id FROM webhooks WHERE owner_id = ANY ({owners}::uuid[])))"""
