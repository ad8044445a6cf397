"""The ids that Socket.IO has for sockets."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import socketio


class Sids(socketio.AsyncManager):  # type: ignore[misc]
    """Knows where each socket is. By itself the library asks all sockets, each of which is a room
    of its own, whether the one that goes was there."""

    def __init__(self) -> None:
        super().__init__()
        self._entered: defaultdict[str, set[str | None]] = defaultdict(set)
        """Rooms of the library, by socket; None is the one of all."""

    def basic_enter_room(
        self, sid: str, namespace: str, room: str | None, eio_sid: str | None = None
    ) -> None:
        """It is there from now on."""
        super().basic_enter_room(sid, namespace, room, eio_sid)
        self._entered[sid].add(room)

    def basic_leave_room(self, sid: str, namespace: str, room: str | None) -> None:
        """It is there no longer."""
        super().basic_leave_room(sid, namespace, room)
        self._entered[sid].discard(room)

    def basic_disconnect(self, sid: str, namespace: str, **_options: Any) -> None:
        """It is nowhere any more."""
        for room in list(self._entered.get(sid, ())):
            self.basic_leave_room(sid, namespace, room)
        self._entered.pop(sid, None)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            waiting = pending.get(namespace, [])
            if sid in waiting:
                waiting.remove(sid)
