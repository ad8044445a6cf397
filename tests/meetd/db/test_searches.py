"""Searches under way: bounded, and nobody's in the way of others'."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from meetd.db import searches
from meetd.db.searches import AT_ONCE, Searches
from meetd.errors import TooManyRequests, Unavailable
from meetd.model import UserId
from support.waiting import until


async def test_one_person_searches_once_at_a_time_and_few_do_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    its, over = Searches(), asyncio.Event()
    people = [UserId(uuid4()) for _ in range(AT_ONCE + 1)]
    inside: list[UserId] = []

    async def search(who: UserId) -> None:
        async with its.turn(who):
            inside.append(who)
            await over.wait()

    tasks = [asyncio.create_task(search(who)) for who in people]
    await until(lambda: len(inside) == AT_ONCE)
    for who in people:
        with pytest.raises(TooManyRequests):
            await search(who)
    monkeypatch.setattr(searches, "PATIENCE", 0.01)
    with pytest.raises(Unavailable):
        await search(UserId(uuid4()))
    over.set()
    await asyncio.gather(*tasks)
    assert inside == people
    await search(people[0])
