"""The tables of polls, and of votes."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from meetd.db.leases import Fenced, fence
from meetd.db.pool import Connection, ending_with_its_writer
from meetd.errors import PollNotFound, PollNotOpen, RoomDeleted, RoomElsewhere, TooManyPolls
from meetd.model import RoomId, UserId
from meetd.poll import NewPoll, Poll, PollId, PollState, Vote

MOST_VOTES = 10_000
"""Votes that are kept of one poll."""
_COLUMNS = """p.question, p.options, p.several, p.anonymous, p.live, p.id, p.state, p.change,
    (SELECT count(*) FROM poll_votes v WHERE v.poll_id = p.id) AS voters,
    ARRAY(SELECT (SELECT count(*) FROM poll_votes v
            WHERE v.poll_id = p.id AND place::smallint = ANY(v.choices))
        FROM generate_series(0, cardinality(p.options) - 1) AS place ORDER BY place) AS counts"""


class Polls(Fenced):
    """Both tables. What changes them raises RoomElsewhere."""

    async def of_room(self, room_id: RoomId) -> list[Poll]:
        """List a room's polls, the oldest first."""
        rows = await self._database.fetch(
            f"SELECT {_COLUMNS} FROM polls p WHERE p.room_id = $1 ORDER BY p.created_at, p.id",
            room_id,
        )
        return [_poll(row) for row in rows]

    async def chosen_by(self, room_id: RoomId, voter_id: UserId) -> dict[PollId, tuple[int, ...]]:
        """Find what somebody chose in each of a room's polls."""
        rows = await self._database.fetch(
            """SELECT v.poll_id, v.choices FROM poll_votes v JOIN polls p ON p.id = v.poll_id
            WHERE p.room_id = $1 AND v.voter_id = $2""",
            room_id,
            voter_id,
        )
        return {PollId(row["poll_id"]): tuple(row["choices"]) for row in rows}

    async def votes(self, room_id: RoomId, poll_id: PollId) -> list[Vote]:
        """List the votes of a room's poll, if they bear names, in the order in which they were
        given first."""
        rows = await self._database.fetch(
            """SELECT v.name, v.choices
            FROM poll_votes v JOIN polls p ON p.id = v.poll_id
            WHERE p.room_id = $1 AND p.id = $2 AND NOT p.anonymous
            ORDER BY v.voted_at, v.voter_id""",
            room_id,
            poll_id,
        )
        return [Vote(row["name"], tuple(row["choices"])) for row in rows]

    async def add(self, room_id: RoomId, new: NewPoll, state: PollState, most: int) -> Poll:
        """Store a poll. Raises TooManyPolls where the room has `most` already; RoomDeleted."""
        poll_id = uuid.uuid4()
        async with self._writing(room_id) as connection:
            if most <= await connection.fetchval(
                "SELECT count(*) FROM polls WHERE room_id = $1", room_id
            ):
                raise TooManyPolls
            try:
                await connection.execute(
                    """INSERT INTO polls
                    (id, room_id, question, options, several, anonymous, live, state)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)""",
                    poll_id,
                    room_id,
                    new.question,
                    list(new.options),
                    new.several,
                    new.anonymous,
                    new.live,
                    state.value,
                )
            except asyncpg.ForeignKeyViolationError:
                raise RoomDeleted from None
            return await _find(connection, room_id, PollId(poll_id))

    async def set_state(self, room_id: RoomId, poll_id: PollId, state: PollState) -> Poll:
        """Open or close a poll. Raises PollNotFound."""
        async with self._writing(room_id) as connection:
            await connection.execute(
                """UPDATE polls SET state = $3, change = change + 1
                WHERE id = $2 AND room_id = $1 AND state <> $3""",
                room_id,
                poll_id,
                state.value,
            )
            return await _find(connection, room_id, poll_id)

    async def remove(self, room_id: RoomId, poll_id: PollId) -> None:
        """Delete a poll, with its votes. Raises PollNotFound."""
        async with self._writing(room_id) as connection:
            gone = await connection.fetchval(
                "DELETE FROM polls WHERE id = $2 AND room_id = $1 RETURNING true", room_id, poll_id
            )
            if not gone:
                raise PollNotFound

    async def vote(
        self,
        room_id: RoomId,
        poll_id: PollId,
        voter_id: UserId,
        name: str,
        choices: Sequence[int],
    ) -> Poll:
        """Store what somebody chose, in place of what they chose before; nothing: take that back.
        Raises PollNotFound, PollNotOpen."""
        async with self._writing(room_id) as connection:
            # Others who vote wait here, and so does who closes it.
            poll = await connection.fetchrow(
                "SELECT anonymous, state FROM polls WHERE id = $2 AND room_id = $1 FOR UPDATE",
                room_id,
                poll_id,
            )
            if poll is None or poll["state"] == PollState.DRAFT:
                raise PollNotFound
            if poll["state"] != PollState.OPEN:
                raise PollNotOpen
            if choices:
                stored = await connection.fetchval(
                    """INSERT INTO poll_votes (poll_id, voter_id, name, choices)
                    SELECT $1, $2, $3, $4 WHERE $5 > (SELECT count(*) FROM poll_votes
                        WHERE poll_id = $1 AND voter_id <> $2)
                    ON CONFLICT (poll_id, voter_id) DO UPDATE SET name = $3, choices = $4
                    RETURNING true""",
                    poll_id,
                    voter_id,
                    None if poll["anonymous"] else name,
                    list(choices),
                    MOST_VOTES,
                )
                if not stored:
                    raise PollNotOpen
            else:
                await connection.execute(
                    "DELETE FROM poll_votes WHERE poll_id = $1 AND voter_id = $2", poll_id, voter_id
                )
            await connection.execute("UPDATE polls SET change = change + 1 WHERE id = $1", poll_id)
            return await _find(connection, room_id, poll_id)

    @asynccontextmanager
    async def _writing(self, room_id: RoomId) -> AsyncIterator[Connection]:
        """A transaction of who owns the room. Raises RoomElsewhere."""
        async with self._database.transaction() as connection:
            await connection.execute(f"SELECT {ending_with_its_writer()}")
            if not await connection.fetchval(f"SELECT {fence('$1', '$2')}", room_id, self._epoch):
                raise RoomElsewhere
            yield connection


async def _find(connection: Connection, room_id: RoomId, poll_id: PollId) -> Poll:
    row = await connection.fetchrow(
        f"SELECT {_COLUMNS} FROM polls p WHERE p.id = $2 AND p.room_id = $1", room_id, poll_id
    )
    if row is None:
        raise PollNotFound
    return _poll(row)


def _poll(row: asyncpg.Record) -> Poll:
    return Poll(
        question=row["question"],
        options=tuple(row["options"]),
        several=row["several"],
        anonymous=row["anonymous"],
        live=row["live"],
        id=PollId(row["id"]),
        state=PollState(row["state"]),
        change=row["change"],
        voters=row["voters"],
        counts=tuple(row["counts"]),
    )
