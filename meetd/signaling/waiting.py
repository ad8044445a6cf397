"""The queue of what waits for one socket, counted in bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from engineio.packet import CLOSE, Packet

from meetd.signaling import limits


class WaitingPackets(asyncio.Queue[Packet | None]):
    """A queue that ends when it holds too much: it is emptied, takes nothing more, and says so."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0
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
            self.bytes = 0
        self.put_nowait(Packet(CLOSE))
        self.put_nowait(None)
        self._ended = True

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
        self.bytes += _size(item)
        super()._put(item)
        if self.on_packet is not None:
            self.on_packet()
        if self.bytes > limits.MAX_WAITING and not self._ended:
            self.end(drop=True)
            self.on_overflow()

    def _get(self) -> Packet | None:
        item: Packet | None = super()._get()
        size = _size(item)
        self.bytes -= size
        self._taken += size
        return item


def _size(item: Packet | None) -> int:
    return len(item.data) if item is not None and isinstance(item.data, str | bytes) else 0
