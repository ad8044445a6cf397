"""What one room tells its sockets, in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from meetd.log import get_logger
from meetd.rooms.events import ClientEvent
from meetd.signaling.frame import Message
from meetd.signaling.packets import message
from meetd.signaling.rendering import rendered
from meetd.signaling.roster_changes import RosterChanges, RosterEvent

log = get_logger(__name__)

SLICE = 64
"""Sockets that a room tells something before other rooms, and all else, have their turn."""
GATHERING = 1.0
"""Seconds for which a room of a thousand gathers what becomes of its people. Of others in
proportion: to tell them takes the same share of the time."""
SHORTEST = 0.1

Send = Callable[[str, Message], None]
"""Sends something to the socket of that id, without waiting."""


class RoomOutbox:
    """A queue of its own: what is told first arrives first, and no other room waits for it. What
    is told to many is made once, and sent to a slice of them at a time."""

    def __init__(
        self,
        send: Send,
        on_empty: Callable[[], object] = lambda: None,
        *,
        large: int,
    ) -> None:
        """`on_empty` is called when nobody is inside any more, and nothing is left to be told.
        With more than `large` inside, what becomes of people is told together."""
        self._send = send
        self._on_empty = on_empty
        self._large = large
        self._sockets: dict[str, None] = {}
        """Those inside, in the order in which they came."""
        self._jobs: deque[Callable[[], object]] = deque()
        self._message: Message | None = None
        self._recipients: deque[str] = deque()
        """Those who have not been sent the message yet."""
        self._due = False
        self._changes = RosterChanges()
        self._gathering: asyncio.TimerHandle | None = None

    @property
    def gathers(self) -> bool:
        """True while what becomes of people is told together."""
        return len(self._sockets) > self._large or self._gathering is not None

    def enter(self, sid: str) -> None:
        """A socket hears what is told to all from now on."""
        self.post(lambda: self._sockets.setdefault(sid))

    def leave(self, sid: str) -> None:
        """A socket hears no more."""
        self.post(lambda: self._sockets.pop(sid, None))

    def tell(self, sid: str, event: ClientEvent) -> None:
        """Tell one of them, inside or not."""
        self.post(lambda: self._send(sid, message(*rendered(event))))

    def tell_all(self, event: ClientEvent, besides: str | None = None) -> None:
        """Tell all who are inside then, but one."""
        self.post(lambda: self._begin(message(*rendered(event)), besides))

    def gather(self, event: RosterEvent) -> None:
        """Tell all, together with what becomes of others soon."""
        self._changes.add(event)
        if self._gathering is None:
            seconds = max(SHORTEST, GATHERING * len(self._sockets) / 1000)
            self._gathering = asyncio.get_running_loop().call_later(seconds, self._tell_changes)

    def post(self, job: Callable[[], object]) -> None:
        """Do something once all that was told before has been sent."""
        self._jobs.append(job)
        if not self._due:
            self._schedule()

    def _tell_changes(self) -> None:
        def begin() -> None:
            self._gathering = None
            self._begin(message(*rendered(self._changes.take())), None)

        self.post(begin)

    def _begin(self, told: Message, besides: str | None) -> None:
        self._message = told
        self._recipients.extend(sid for sid in self._sockets if sid != besides)

    def _schedule(self) -> None:
        self._due = True
        asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        """Send a slice. The loop looks after everything else between two of them."""
        for _ in range(SLICE):
            if not (self._recipients or self._jobs):
                break
            try:
                self._step()
            except Exception:
                log.exception("delivery failed")
        if self._recipients or self._jobs:
            self._schedule()
            return
        self._due, self._message = False, None
        if not self._sockets:
            if self._gathering is not None:
                self._gathering.cancel()
            self._on_empty()

    def _step(self) -> None:
        if self._recipients and self._message is not None:
            self._send(self._recipients.popleft(), self._message)
        else:
            self._jobs.popleft()()
