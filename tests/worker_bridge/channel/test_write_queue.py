"""What is on its way to a worker that is gone goes nowhere."""

from __future__ import annotations

import asyncio
import os
import socket

import pytest

from worker_bridge.channel.write_queue import WriteQueue


class Lost(asyncio.Protocol):
    """Knows when the other end is gone."""

    def __init__(self) -> None:
        self.lost = asyncio.Event()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()


async def test_who_gets_the_number_of_a_lost_socket_gets_nothing_else() -> None:
    """The number of a closed socket is given to whatever is opened next."""
    end, workers_end = socket.socketpair()
    strangers, observed = socket.socketpair()
    number = end.fileno()
    writer, protocol = await asyncio.get_running_loop().create_unix_connection(Lost, sock=end)
    outgoing = WriteQueue()
    outgoing.connected(writer)
    workers_end.close()
    await protocol.lost.wait()
    observed.setblocking(False)
    with strangers, observed:
        os.dup2(strangers.fileno(), number)
        try:
            outgoing.write(b"at the end of the turn")
            await asyncio.sleep(0)
            outgoing.write(bytes(100_000))
            with pytest.raises(BlockingIOError):
                observed.recv(1)
        finally:
            os.close(number)
    assert outgoing.waiting == 0
