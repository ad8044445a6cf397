"""The queue of what waits for one socket, counted in bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from engineio.packet import CLOSE, Packet

from meetd.signaling import limits


class AllWaiting:
    """What waits for all sockets."""

    __slots__ = ("bytes",)

    def __init__(self) -> None:
        self.bytes = 0

    @property
    def limit(self) -> int:
        """Bytes that may wait for one of them: who is many has no more than others for that."""
        crowded = self.bytes > limits.ALL_WAITING
        return limits.CROWDED_WAITING if crowded else limits.MAX_WAITING


class WaitingPackets(asyncio.Queue[Packet | None]):
    """A queue that ends when it holds too much: it is emptied, takes nothing more, and says so."""

    def __init__(self, together: AllWaiting | None = None) -> None:
        """`together`: with which others it is counted."""
        super().__init__()
        self.bytes = 0
        self._together: AllWaiting | None = together or AllWaiting()
        self.on_overflow: Callable[[], object] = lambda: None
        self.on_packet: Callable[[], object] | None = None
        """Called each time that there is something to take."""
        self._taken = 0
        self._ended = False

    def end(self, *, drop: bool) -> None:
        """Take nothing more; whoever waits learns that it is over. With `drop`, what was waiting
        is forgotten."""
        if self._ended:
            return
        if drop:
            self._queue.clear()  # type: ignore[attr-defined]
            self._count(-self.bytes)
        self.put_nowait(Packet(CLOSE))
        self.put_nowait(None)
        self._ended = True

    def __del__(self) -> None:
        self.count_no_more()

    def count_no_more(self) -> None:
        """Its socket is gone: what is left of it is about to be."""
        if self._together is not None:
            self._together.bytes -= self.bytes
            self._together = None

    async def get(self) -> Packet | None:
        """The next one, which begins a batch."""
        self._taken = 0
        return await super().get()

    def get_nowait(self) -> Packet | None:
        """The next one of the batch. Raises asyncio.QueueEmpty, also where the batch is full."""
        if self._taken >= limits.BATCH:
            raise asyncio.QueueEmpty
        return super().get_nowait()

    def _put(self, item: Packet | None) -> None:
        if self._ended and item is not None:
            return
        self._count(_size(item))
        super()._put(item)
        if self.on_packet is not None:
            self.on_packet()
        most = limits.MAX_WAITING if self._together is None else self._together.limit
        if self.bytes > most and not self._ended:
            self.end(drop=True)
            self.on_overflow()

    def _get(self) -> Packet | None:
        item: Packet | None = super()._get()
        size = _size(item)
        self._count(-size)
        self._taken += size
        return item

    def _count(self, size: int) -> None:
        self.bytes += size
        if self._together is not None:
            self._together.bytes += size


def _size(item: Packet | None) -> int:
    return len(item.data) if item is not None and isinstance(item.data, str | bytes) else 0
