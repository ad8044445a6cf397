"""The sockets that have signed in, found without looking at all of them."""

from __future__ import annotations

from collections import defaultdict

from meetd.model import SessionId, UserId
from meetd.signaling.connection import Connection


class Connections:
    """By their ids, counted by account, and of each session."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Connection] = {}
        self._of_account: defaultdict[UserId, int] = defaultdict(int)
        self._of_session: defaultdict[SessionId, dict[str, Connection]] = defaultdict(dict)

    def sids(self) -> list[str]:
        """All ids."""
        return list(self._by_sid)

    def all(self) -> list[Connection]:
        """List all."""
        return list(self._by_sid.values())

    def get(self, sid: str) -> Connection | None:
        """Find the socket of that id."""
        return self._by_sid.get(sid)

    def count(self, user_id: UserId) -> int:
        """Count those of an account."""
        return self._of_account.get(user_id, 0)

    def of_session(self, session_id: SessionId) -> list[Connection]:
        """List those of a session."""
        return list(self._of_session.get(session_id, {}).values())

    def add(self, connection: Connection) -> None:
        """It has signed in."""
        self._by_sid[connection.sid] = connection
        self._of_account[connection.principal.id] += 1
        self._of_session[connection.principal.session_id][connection.sid] = connection

    def remove(self, sid: str) -> Connection | None:
        """It is gone; None if it was not here."""
        connection = self._by_sid.pop(sid, None)
        if connection is None:
            return None
        principal = connection.principal
        self._of_account[principal.id] -= 1
        if not self._of_account[principal.id]:
            del self._of_account[principal.id]
        its = self._of_session[principal.session_id]
        del its[sid]
        if not its:
            del self._of_session[principal.session_id]
        return connection
