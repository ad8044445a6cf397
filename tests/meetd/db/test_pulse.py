"""The look after the database goes on, whatever a look comes to."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from meetd.db import pulse
from meetd.db.pulse import Pulse
from support.waiting import until

Ask = Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def watched(monkeypatch: pytest.MonkeyPatch, ask: Ask) -> AsyncIterator[Pulse]:
    """One that looks often."""
    for name, seconds in (("LOOK_INTERVAL", 0.001), ("LONG", 0.0), ("ANSWER_LIMIT", 0.05)):
        monkeypatch.setattr(pulse, name, seconds)
    its = Pulse(ask)
    watching = asyncio.create_task(its.watch())
    try:
        yield its
        assert not watching.done()
    finally:
        watching.cancel()


async def used(its: Pulse, cut: Callable[[], None] = lambda: None) -> None:
    """A use that takes as long as the database is there."""
    async with its.using() as use:
        use.cut = cut
        await asyncio.Event().wait()


async def ends_as_cancelled() -> None:
    """As a library's connection that is given up while it is waited for."""
    waited = asyncio.get_running_loop().create_future()
    waited.cancel()
    await waited


async def is_silent() -> None:
    await asyncio.Event().wait()


async def fails() -> None:
    raise OSError


@pytest.mark.parametrize("silence", [ends_as_cancelled, is_silent, fails])
async def test_it_is_there_again_once_it_answers(
    monkeypatch: pytest.MonkeyPatch, silence: Ask
) -> None:
    answers = asyncio.Event()

    async def ask() -> None:
        if not answers.is_set():
            await silence()

    async with asyncio.timeout(20), watched(monkeypatch, ask) as its:
        with pytest.raises(TimeoutError):
            await used(its)
        assert its.away
        answers.set()
        await until(lambda: not its.away)


async def test_what_was_given_back_meanwhile_keeps_nobody_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def released() -> None:
        raise RuntimeError

    async with asyncio.timeout(20), watched(monkeypatch, fails) as its:
        with pytest.raises(TimeoutError):
            await used(its, released)
