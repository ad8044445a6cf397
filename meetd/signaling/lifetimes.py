"""Ends sockets with the session that opened them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from meetd.auth.sessions import Sessions
from meetd.errors import MeetError, Unauthorized
from meetd.signaling.connection import Connection

SOONEST = 1.0
"""Seconds after which an end is looked at again at the earliest."""
RENEWAL = 5.0
"""Seconds that a socket stays when the password was changed in its own session: by then the browser
has its new cookies and comes back with them."""

LOOK_WITHIN = 10.0
"""Seconds over which all sockets are looked at, where something may have been missed."""
AWAY = 0.1
"""Seconds that the last words get to leave."""


class Lifetimes:
    """Watches when sessions run out. Refreshing a session prolongs the lives of its sockets."""

    def __init__(
        self,
        sessions: Sessions,
        *,
        end: Callable[[Connection], None],
        cut: Callable[[Connection], None],
    ) -> None:
        """`end` says that the session is over; `cut` leaves it to the client to come back."""
        self._sessions = sessions
        self._end = end
        self._cut = cut
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._cuts: dict[str, asyncio.TimerHandle] = {}
        """Of sockets whose end is decided: whatever else is found meanwhile, they are cut."""
        self._looking: set[asyncio.Task[None]] = set()

    def begin(self, connection: Connection) -> None:
        """End the socket when its session has run out."""
        left = (connection.credential.expires_at - datetime.now(UTC)).total_seconds()
        self._at(connection, max(SOONEST, left), self._look)

    def renew(self, connection: Connection) -> None:
        """Cut the socket in a moment: its session goes on with new tokens only."""
        self._cut_in(connection, RENEWAL)

    def look_again(self, connections: Sequence[Connection]) -> None:
        """Cut those sockets, by and by, whose session has ended or has new tokens."""
        for number, connection in enumerate(connections):
            self._at(connection, LOOK_WITHIN * number / len(connections), self._look_or_cut)

    def send_away(self, connection: Connection) -> None:
        """Cut the socket once it was told why: its room is on another server."""
        self._cut_in(connection, AWAY)

    def forget(self, connection: Connection) -> None:
        """Stop watching a socket that has gone."""
        for timers in (self._timers, self._cuts):
            if (timer := timers.pop(connection.sid, None)) is not None:
                timer.cancel()

    async def must_live(self, connection: Connection) -> None:
        """Raises Unauthorized: the session has ended or run out, or the password was changed. The
        socket is cut a moment later."""
        try:
            connection.credential = await self._sessions.still(connection.credential)
        except Unauthorized:
            self._cut_in(connection, SOONEST)
            raise

    def _look(self, connection: Connection) -> None:
        self._look_then(connection, self._end)

    def _look_or_cut(self, connection: Connection) -> None:
        self._look_then(connection, self._cut)

    def _look_then(self, connection: Connection, then: Callable[[Connection], None]) -> None:
        async def look() -> None:
            try:
                connection.credential = await self._sessions.still(connection.credential)
            except Unauthorized:
                then(connection)
            except MeetError:
                self._at(connection, 30 * SOONEST, self._look)
            else:
                self.begin(connection)

        task = asyncio.create_task(look())
        self._looking.add(task)
        task.add_done_callback(self._looking.discard)

    def _at(
        self, connection: Connection, seconds: float, then: Callable[[Connection], None]
    ) -> None:
        if connection.closed or connection.sid in self._cuts:
            return
        self.forget(connection)
        loop = asyncio.get_running_loop()
        self._timers[connection.sid] = loop.call_later(seconds, then, connection)

    def _cut_in(self, connection: Connection, seconds: float) -> None:
        """Cut the socket in some seconds, if it is not to be cut before."""
        loop = asyncio.get_running_loop()
        decided = self._cuts.get(connection.sid)
        if connection.closed or (decided and decided.when() <= loop.time() + seconds):
            return
        self.forget(connection)
        self._cuts[connection.sid] = loop.call_later(seconds, self._cut, connection)
