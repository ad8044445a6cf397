"""The only server there is: every room is live here, and every notice has arrived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from meetd.cluster.bus import N, Notice
from meetd.cluster.directory import Lease
from meetd.log import get_logger
from meetd.model import RoomId

log = get_logger(__name__)


class LocalDirectory:
    """A directory of one server."""

    async def claim(self, room_id: RoomId) -> Lease:
        """See RoomDirectory."""
        return Lease(room_id)

    def release(self, lease: Lease) -> None:
        """See RoomDirectory."""


class LocalBus:
    """A bus within one server."""

    def __init__(self) -> None:
        self._callbacks: defaultdict[type, list[Callable[[Any], None]]] = defaultdict(list)

    def publish(self, notice: Notice) -> None:
        """See Bus."""
        for callback in self._callbacks[type(notice)]:
            try:
                callback(notice)
            except Exception:
                log.exception("a notice was not taken", notice=type(notice).__name__)

    def subscribe(self, kind: type[N], callback: Callable[[N], None]) -> None:
        """See Bus."""
        self._callbacks[kind].append(callback)
