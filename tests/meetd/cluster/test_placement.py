"""Where rooms and routers go, by figures that are old."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from meetd.cluster.placement import COUNTED, DOUBTED, FRESH, Placement

Entry = dict[str, Any]


class Nodes:
    """What nodes said last, and how often that was asked for."""

    def __init__(self, *entries: Entry) -> None:
        self.entries = list(entries)
        self.asked = 0
        self.now = 0.0
        self.placement = Placement(self.ask, "own", clock=lambda: self.now, draw=random.Random(1))

    async def ask(self) -> list[Entry]:
        self.asked += 1
        return self.entries


def node(url: str, participants: int = 0, spare: int = 1000, *, draining: bool = False) -> Entry:
    return {"url": url, "participants": participants, "spare": spare, "draining": draining}


async def test_the_one_with_the_fewest_people_takes_a_room() -> None:
    nodes = Nodes(node("own"), node("a", 5), node("b", 3), node("c", 0, draining=True))
    assert await nodes.placement.successor() == "b"


async def test_what_was_sent_counts_until_it_is_told() -> None:
    nodes = Nodes(node("a", 5), node("b", 3))
    assert [await nodes.placement.successor(4) for _ in range(3)] == ["b", "a", "b"]
    nodes.now += COUNTED
    assert await nodes.placement.successor() == "b"
    assert nodes.asked == 2


async def test_figures_are_asked_for_once_in_a_while() -> None:
    nodes = Nodes(node("a"))
    for _ in range(3):
        await nodes.placement.successor()
    nodes.now += FRESH + 0.1
    await nodes.placement.successor()
    assert nodes.asked == 2


async def test_a_router_is_lent_by_who_has_place() -> None:
    nodes = Nodes(node("a", spare=0), node("b", spare=150), node("c", spare=400, draining=True))
    assert await nodes.placement.lender(100) == "b"
    assert await nodes.placement.lender(100) == "b"
    assert await nodes.placement.lender(100) is None, "what was sent there fills it"
    nodes.now += COUNTED
    assert await nodes.placement.lender(100, besides={"b"}) is None


async def test_who_did_not_take_it_is_not_asked_for_a_while() -> None:
    nodes = Nodes(node("a"), node("b", 9))
    nodes.placement.doubt("a")
    assert await nodes.placement.successor() == "b"
    nodes.now += DOUBTED + 0.1
    assert await nodes.placement.successor() == "a"


async def test_many_do_not_all_choose_the_same() -> None:
    entries = [node(f"n{number}", number) for number in range(20)]
    chosen: Counter[str | None] = Counter()
    for seed in range(200):
        nodes = Nodes(*entries)
        nodes.placement._draw = random.Random(seed)
        chosen[await nodes.placement.successor()] += 1
    assert max(chosen.values()) < 40


async def test_nodes_of_a_release_before_lend_nothing() -> None:
    nodes = Nodes({"url": "a", "participants": 1, "draining": False})
    assert await nodes.placement.lender(1) is None
    assert await nodes.placement.successor() == "a"
