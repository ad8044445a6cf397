"""The channel with a worker at its other end that misbehaves, is slow, or is early."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from support.waiting import PATIENCE
from support.worker import MEDIA_CODECS, installed
from worker_bridge import (
    ChannelFullError,
    Installation,
    RequestTimeoutError,
    Router,
    Worker,
    WorkerDiedError,
    WorkerStartError,
    create_worker,
)
from worker_bridge.channel import messages, write_queue

FALSE_WORKER = Path(__file__).parents[2] / "support" / "false_worker.py"

Starter = Callable[..., Awaitable[Worker]]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Starter:
    """Starts a false worker that misbehaves in a given way."""

    async def started(mode: str, **settings: Any) -> Worker:
        schemas = installed().schemas
        monkeypatch.setenv("LC_FALSE_WORKER", mode)
        monkeypatch.setenv("LC_FALSE_WORKER_SCHEMAS", str(schemas))
        binary = tmp_path / "worker"
        binary.write_text(f'#!/bin/sh\nexec {sys.executable} {FALSE_WORKER} "$@"\n')
        binary.chmod(0o755)
        return await create_worker(Installation(binary, schemas, "false"), **settings)

    return started


async def dies(worker: Worker, *, says: str = "") -> None:
    """What is asked of it now fails, its owner is told why, and the process goes."""
    died: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
    worker.on("died", died.set_result)
    outcomes = await asyncio.gather(*(worker.dump() for _ in range(10)), return_exceptions=True)
    assert all(isinstance(outcome, WorkerDiedError) for outcome in outcomes)
    assert says in str(await died)
    await worker.wait_closed()
    assert worker.died
    assert worker.pending_requests == 0
    assert not psutil.pid_exists(worker.pid)


@pytest.mark.parametrize(
    ("mode", "says"),
    [
        ("garbage", "not a message of this version"),
        ("nonsense", "frame of 0 bytes"),
        ("huge", "frame of 2147483647 bytes"),
        ("wrong_body", "WORKER_DUMP answered by DataConsumer_GetBufferedAmountResponse"),
        ("no_body", "WORKER_DUMP answered by None"),
    ],
)
async def test_a_worker_that_makes_no_sense_is_over(start: Starter, mode: str, says: str) -> None:
    async with asyncio.timeout(PATIENCE):
        await dies(await start(mode), says=says)


@pytest.mark.parametrize("mode", ["bad_notification", "early_bad_notification"])
async def test_news_without_what_it_should_carry(start: Starter, mode: str) -> None:
    async with asyncio.timeout(PATIENCE):
        worker = await start(mode)
        router = await worker.create_router(media_codecs=MEDIA_CODECS)
        await router.create_active_speaker_observer()
        await dies(worker, says="ACTIVESPEAKEROBSERVER_DOMINANT_SPEAKER makes no sense")
        assert router.closed


async def test_what_is_asked_of_one_that_closes_its_channel_fails_at_once(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(PATIENCE):
        worker = await start("closes")
        with pytest.raises(WorkerDiedError):
            await worker.dump()
        assert not worker.subprocess_closed, "it may be ending by itself"
        with pytest.raises(WorkerDiedError):
            await worker.dump()
        worker.kill()
        await worker.wait_closed()
        assert worker.died
        monkeypatch.setattr("worker_bridge.handles.worker.EXIT_TIMEOUT", 0.1)
        await dies(await start("closes"))


async def test_owners_mistakes_are_not_the_workers(
    start: Starter, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_details: Any) -> None:
        raise RuntimeError("mistake")

    async with asyncio.timeout(PATIENCE), await start("echo") as worker:
        worker.watch_requests(fails)
        await worker.update_settings(log_level="warn")
        assert not worker.closed
    assert "handler failed" in caplog.text


async def test_answers_in_pieces_and_many_at_once_and_out_of_order(start: Starter) -> None:
    async with asyncio.timeout(PATIENCE), await start("echo") as worker:
        for count in (1, 2, 500):
            await asyncio.gather(*(worker.update_settings(log_level="warn") for _ in range(count)))
        assert worker.pending_requests == 0


async def test_news_of_what_is_being_created_is_kept_for_it(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(Router, "notified", lambda self, event, body: seen.append(event))
    async with asyncio.timeout(PATIENCE):
        worker = await start("early")
        await worker.create_router(media_codecs=MEDIA_CODECS)
        assert seen == [], "the maker has its turn first"
        await asyncio.sleep(0)
        assert seen == ["CONSUMER_PRODUCER_PAUSE", "CONSUMER_PRODUCER_RESUME", "PRODUCER_SCORE"]
        worker.close()
        await worker.wait_closed()


async def test_a_deaf_worker_does_not_fill_the_memory(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker_bridge.handles.worker.CLOSE_TIMEOUT", 0.1)
    async with asyncio.timeout(PATIENCE):
        worker = await start("deaf", request_timeout=0.5)
        packet = bytes(1_000_000)
        with pytest.raises(ChannelFullError):  # noqa: PT012 - which of them fails is not the point
            for _ in range(100):
                worker._channel.notify(messages.PRODUCER_SEND, "x" * 36, packet)
        assert worker._channel.waiting < write_queue.FULL + 2_000_000
        waiting = [asyncio.ensure_future(worker.dump()) for _ in range(20)]
        outcomes = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(outcome, RequestTimeoutError) for outcome in outcomes)
        assert worker.pending_requests == 0
        worker.close()
        await worker.wait_closed()


async def test_64_mib_of_waiting_writes_go_through(start: Starter) -> None:
    async with asyncio.timeout(PATIENCE), await start("echo") as worker:
        tags: Any = ["x" * 1_000_000]
        await asyncio.gather(*(worker.update_settings(log_tags=tags) for _ in range(64)))


async def test_a_worker_that_cannot_start_is_refused_each_time(start: Starter) -> None:
    for _ in range(3):
        with pytest.raises(WorkerStartError, match="exit code 7"):
            await start("quits")
