"""Connections to a media port that say nothing: they end, and those that are used stay."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from meetd.media import idle_connections
from meetd.media import pool_worker as worker_module
from meetd.media.idle_connections import end_idle
from meetd.media.pool import WorkerPool
from support.backend import settings
from support.waiting import PATIENCE
from worker_bridge import provision

STUN_FRAME = bytes.fromhex("0014") + bytes.fromhex("000100002112a442") + bytes(12)
"""A binding request as ICE over TCP frames it (RFC 4571), of nobody the worker knows."""


@pytest.fixture
async def workers(tmp_path: Path) -> AsyncIterator[WorkerPool]:
    made = WorkerPool(settings(tmp_path), provision.install())
    await made.start()
    yield made
    await made.stop()


async def connected(workers: WorkerPool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the worker's port, which it has taken."""
    (worker,) = workers
    [server] = (await worker.webrtc_server.dump())["tcpServers"]
    return await asyncio.open_connection(server["ip"], server["port"])


async def test_a_silent_connection_ends_and_one_that_is_used_stays(
    workers: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "PING_INTERVAL", 0.05)
    monkeypatch.setattr(worker_module, "SWEEP_INTERVAL", 0.05)
    monkeypatch.setattr(idle_connections, "IDLE_LIMIT", 4.0)
    silent, silent_end = await connected(workers)
    once, once_end = await connected(workers)
    used, used_end = await connected(workers)
    once_end.write(STUN_FRAME)
    for reader in (silent, once):
        reading = asyncio.create_task(reader.read())
        async with asyncio.timeout(PATIENCE):
            while not reading.done():
                used_end.write(STUN_FRAME)
                await asyncio.wait({reading}, timeout=0.1)
        assert reading.result() == b""
    assert not used.at_eof()
    (worker,) = workers
    await worker.worker.get_resource_usage()
    for end in (silent_end, once_end, used_end):
        end.close()


async def test_only_connections_are_ended(workers: WorkerPool) -> None:
    (worker,) = workers
    _, end = await connected(workers)
    # What listens and what leads to us is left alone; who comes later is taken.
    while not (ended := await asyncio.to_thread(end_idle, worker.worker.pid, 0.0)):
        continue
    assert ended == 1
    await worker.worker.get_resource_usage()
    reader, another = await connected(workers)
    assert not reader.at_eof()
    end.close()
    another.close()


def test_of_a_process_that_is_gone_nothing_is_ended() -> None:
    with pytest.raises(ProcessLookupError):
        end_idle(2**22 - 1, 60.0)
