"""What changes a room waits while it is decided whether the room moves, and is not lost then."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from meetd.errors import RoomElsewhere
from meetd.rooms import moving as module
from meetd.rooms.moving import Moving


class Log:
    """What was changed, in its order."""

    def __init__(self) -> None:
        self.moving = Moving()
        self.done: list[str] = []

    async def change(self, what: str, until: asyncio.Event | None = None) -> None:
        async with self.moving.change():
            if until is not None:
                await until.wait()
            self.done.append(what)


async def turns() -> None:
    """Let all go on that can."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_comes_while_it_moves_is_done_where_it_stayed() -> None:
    log = Log()
    async with log.moving.still():
        waiting = [asyncio.create_task(log.change(name)) for name in "abc"]
        await turns()
        assert log.done == []
        with pytest.raises(RoomElsewhere):
            log.moving.must_stay()
    await asyncio.gather(*waiting)
    assert log.done == ["a", "b", "c"]
    log.moving.must_stay()


async def test_and_refused_where_it_went() -> None:
    log = Log()
    async with log.moving.still():
        waiting = asyncio.create_task(log.change("a"))
        await turns()
        log.moving.leave()
    with pytest.raises(RoomElsewhere):
        await waiting
    with pytest.raises(RoomElsewhere):
        await log.change("b")
    assert log.done == []


async def test_what_began_before_goes_along() -> None:
    log, go_on, saved = Log(), asyncio.Event(), list[str]()
    before = asyncio.create_task(log.change("before", go_on))
    await turns()

    async def move() -> None:
        async with log.moving.still():
            saved.extend(log.done)
            log.moving.leave()

    moving = asyncio.create_task(move())
    await turns()
    later = asyncio.create_task(log.change("later"))
    await turns()
    assert not moving.done()
    go_on.set()
    await asyncio.gather(before, moving)
    assert saved == ["before"]
    with pytest.raises(RoomElsewhere):
        await later


async def test_what_takes_too_long_keeps_the_room_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STILL_WITHIN", 0.01)
    log, go_on = Log(), asyncio.Event()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(log.moving.change())
        with pytest.raises(TimeoutError):
            async with log.moving.still():
                pytest.fail("something is being changed")
        # It goes on as if nothing had been.
        go_on.set()
        await log.change("b", go_on)
    assert log.done == ["b"]


async def test_whoever_waits_long_is_refused_and_all_behind_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else what was said later might be done before."""
    monkeypatch.setattr(module, "WAITS", 0.01)
    log = Log()
    async with log.moving.still():
        for name in "ab":
            with pytest.raises(RoomElsewhere):
                await log.change(name)
    await log.change("c")
    assert log.done == ["c"]


async def test_a_change_that_fails_keeps_no_room_from_moving() -> None:
    log = Log()
    with pytest.raises(ZeroDivisionError):
        async with log.moving.change():
            raise ZeroDivisionError
    cancelled = asyncio.create_task(log.change("a", asyncio.Event()))
    await turns()
    cancelled.cancel()
    async with log.moving.still():
        assert log.done == []
