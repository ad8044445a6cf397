"""What sockets are told while they are being told what is so: it follows the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from meetd.signaling import limits
from meetd.signaling.frame import Message


@dataclass(slots=True)
class _Pile:
    answers: int = 0
    """Those under way."""
    bytes: int = 0
    messages: list[Message] = field(default_factory=list)


class Held:
    """Keeps messages back from a socket until it has its answer. Who comes into a room and hears of
    a change before hearing what it changes would forget it again."""

    def __init__(
        self, send: Callable[[str, Message], None], overflow: Callable[[str], object]
    ) -> None:
        """`overflow` is called for a socket for which more waits than may."""
        self._send = send
        self._overflow = overflow
        self._piles: dict[str, _Pile] = {}

    def tell(self, sid: str, message: Message) -> None:
        """Send it, now or behind the answer."""
        pile = self._piles.get(sid)
        if pile is None:
            self._send(sid, message)
            return
        pile.bytes += len(message.data)
        pile.messages.append(message)
        if pile.bytes > limits.MAX_WAITING:
            pile.bytes = 0
            pile.messages.clear()
            self._overflow(sid)

    @contextmanager
    def until_answered(self, sid: str) -> Iterator[None]:
        """Keep back what a socket is told meanwhile."""
        pile = self._piles.setdefault(sid, _Pile())
        pile.answers += 1
        try:
            yield
        finally:
            pile.answers -= 1
            if not pile.answers and self._piles.get(sid) is pile:
                self.release(sid)

    def release(self, sid: str) -> None:
        """Send what was kept back."""
        pile = self._piles.pop(sid, None)
        for message in pile.messages if pile is not None else ():
            self._send(sid, message)
