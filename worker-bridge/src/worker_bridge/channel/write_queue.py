"""Bytes on their way to a worker: what is written in one turn of the loop leaves as one.

A turn that writes much does not keep the worker waiting for its end."""

from __future__ import annotations

import asyncio
import contextlib
import os

HIGH_WATER = 16 * 1024 * 1024
"""Bytes waiting above which requests wait their turn."""
FULL = 64 * 1024 * 1024
"""Bytes waiting above which nothing more is taken, but for closing."""
_CHUNK = 256 * 1024
_EAGER = 32 * 1024
"""Bytes that leave before the end of the turn: the worker can begin."""


class WriteQueue:
    """A queue in front of a socket whose reader may be slow."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._writer: asyncio.WriteTransport | None = None
        self._fd = -1
        self._queue: list[bytes] = []
        self._queued = 0
        self._flushing = False
        self._paused = False
        self._ended = False
        self._drained: asyncio.Future[None] | None = None
        self.waiting = 0
        """Bytes not handed to the socket yet."""

    def connected(self, writer: asyncio.WriteTransport) -> None:
        """Take the socket, and send what was queued."""
        self._writer = writer
        self._fd = writer.get_extra_info("socket").fileno()
        writer.set_write_buffer_limits(high=_CHUNK * 2)
        self._flush()

    def write(self, data: bytes) -> None:
        """Send it with all else of this turn. Goes nowhere once there is no reader."""
        if self._ended:
            return
        self._queue.append(data)
        size = len(data)
        self.waiting += size
        self._queued += size
        if self._queued >= _EAGER:
            self._flush_now()
        elif not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def pause(self) -> None:
        """Hold back: the reader is slower than we are."""
        self._paused = True

    def resume(self) -> None:
        """Go on: the reader has caught up."""
        self._paused = False
        self._flush()

    async def drained(self, timeout: float) -> None:  # noqa: ASYNC109 - one for all who wait
        """Wait until there is room again. Raises TimeoutError."""
        while self.waiting > HIGH_WATER:
            if self._drained is None:
                self._drained = self._loop.create_future()
            async with asyncio.timeout(timeout):
                await asyncio.shield(self._drained)

    def close(self) -> None:
        """Send what is queued, and end."""
        if self._writer is not None:
            if self._queue and not self._writer.is_closing():
                self._writer.write(b"".join(self._queue))
            self._writer.close()
        self.end()

    def end(self) -> None:
        """Drop what is queued and all that comes: the socket's number may be another's by then."""
        self._ended = True
        self._queue.clear()
        self.waiting = self._queued = 0
        self._wake()

    def _flush(self) -> None:
        self._flushing = False
        self._flush_now()

    def _flush_now(self) -> None:
        self._queued = 0
        if self._writer is None:
            return
        if self._writer.is_closing():  # by itself: its loss is about to be told
            self.end()
        while self._queue and not self._paused:
            end, size = 0, 0
            while end < len(self._queue) and size < _CHUNK:
                size += len(self._queue[end])
                end += 1
            data = self._queue[0] if end == 1 else b"".join(self._queue[:end])
            del self._queue[:end]
            self.waiting -= size
            self._send(self._writer, data)
        if self.waiting <= HIGH_WATER:
            self._wake()

    def _send(self, writer: asyncio.WriteTransport, data: bytes) -> None:
        """Write at once if nothing is before it: transports may wait for the end of the turn."""
        sent = 0
        if not writer.get_write_buffer_size():
            # What is wrong with the socket, its transport finds out.
            with contextlib.suppress(OSError):
                sent = os.write(self._fd, data)
        if sent < len(data):
            writer.write(memoryview(data)[sent:] if sent else data)

    def _wake(self) -> None:
        if self._drained is not None:
            self._drained.set_result(None)
            self._drained = None
