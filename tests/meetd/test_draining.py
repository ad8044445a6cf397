"""A node that is emptied: one drain at a time, whoever orders it, and no room on two nodes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from meetd import draining as module
from meetd.draining import Draining
from meetd.errors import OwnerUnreachable
from support.waiting import PATIENCE


class Live:
    """A room, and whether somebody can come into it here."""

    def __init__(self, code: str) -> None:
        self.room = SimpleNamespace(code=code, id=code)
        self.size = 1
        self.is_frozen = 0
        self.departed = False

    @asynccontextmanager
    async def still(self) -> AsyncIterator[None]:
        self.is_frozen += 1
        try:
            yield
        finally:
            self.is_frozen -= 1

    @property
    def handover(self) -> Live:
        return self

    def save(self) -> dict[str, Any]:
        return {}

    def save_missed(self) -> dict[str, Any] | None:
        return None

    def depart(self) -> None:
        self.departed = True


class Node:
    """What draining needs of a node; `answering` lets the other one answer."""

    def __init__(self, *codes: str) -> None:
        self.rooms = [Live(code) for code in codes]
        self.draining = False
        self.given: list[bytes] = []
        self.answering = asyncio.Event()
        self.fails = False
        self.status = 204
        self.doubted: list[str] = []
        self.looked = 0
        whole: Any = self
        cluster: Any = SimpleNamespace(
            routing=SimpleNamespace(),
            nodes=SimpleNamespace(),
            passing=self,
            directory=self,
            placement=SimpleNamespace(successor=self._successor, doubt=self.doubted.append),
        )
        self.draining_ = Draining(cluster, whole, whole, whole)

    carry = False

    @property
    def accepting(self) -> bool:
        return not self.draining

    def __iter__(self) -> Iterator[Live]:
        return iter([live for live in self.rooms if not live.departed])

    def lease_of(self, _: Live) -> Any:
        return SimpleNamespace(epoch=1)

    def send_away(self, _: str) -> None:
        """Nobody is there."""

    def spare(self) -> int:
        return 1

    async def give(self, _url: str, _path: str, body: bytes) -> int:
        self.given.append(body)
        await self.answering.wait()
        if self.fails:
            raise OwnerUnreachable
        return self.status

    def hand_over(self, _lease: Any) -> None:
        """It had one for each."""

    async def renew(self) -> None:
        self.looked += 1

    async def _successor(self, _people: int = 1) -> str:
        return "http://other"

    async def until_given(self, count: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while len(self.given) < count:  # noqa: ASYNC110
                await asyncio.sleep(0)


async def test_a_signal_during_an_ordered_drain_is_one_drain() -> None:
    node = Node("a", "b")
    node.draining_.order(60)
    await node.until_given(2)
    stopping = asyncio.create_task(node.draining_.run(30))
    await asyncio.sleep(0)
    # Said again and again while it lasts.
    node.draining_.order(60)
    # And taken back, which comes too late.
    node.draining_.order(None)
    node.answering.set()
    async with asyncio.timeout(PATIENCE):
        await stopping
    assert len(node.given) == 2
    assert all(live.departed for live in node.rooms)
    assert not node.accepting


async def test_what_is_taken_back_ends_what_was_begun() -> None:
    node = Node(*"abcdef")
    node.draining_.order(60)
    await node.until_given(module.AT_ONCE)
    node.draining_.order(None)
    assert node.accepting
    node.answering.set()
    # Ordered anew at once: what was under way ends first, and no room is given twice.
    node.draining_.order(60)
    async with asyncio.timeout(PATIENCE):
        while not all(live.departed for live in node.rooms):  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert len(node.given) == len(node.rooms)


async def test_a_cancelled_drain_leaves_the_rest_here() -> None:
    node = Node(*"abcdef")
    node.draining_.order(60)
    await node.until_given(module.AT_ONCE)
    node.draining_.order(None)
    node.answering.set()
    task = node.draining_._task
    assert task is not None
    async with asyncio.timeout(PATIENCE):
        await task
    assert [live.departed for live in node.rooms] == [True] * 4 + [False] * 2
    assert not any(live.is_frozen for live in node.rooms if not live.departed)
    assert node.accepting


async def test_a_room_that_was_taken_in_silence_is_let_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RETRY", 0.0)
    node = Node("a")
    node.fails = True
    node.answering.set()
    node.draining_.order(60)
    async with asyncio.timeout(PATIENCE):
        while not node.looked:  # noqa: ASYNC110
            await asyncio.sleep(0)
    await node.draining_.stop()


@pytest.mark.parametrize(("status", "doubted"), [(503, True), (400, False)])
async def test_a_node_is_not_doubted_for_a_room_that_is_none(
    monkeypatch: pytest.MonkeyPatch, status: int, doubted: bool
) -> None:
    monkeypatch.setattr(module, "RETRY", 0.0)
    node = Node("a")
    node.status = status
    node.answering.set()
    node.draining_.order(60)
    await node.until_given(2)
    assert bool(node.doubted) is doubted
    assert not any(live.departed for live in node.rooms)
    await node.draining_.stop()
