"""Which layers are asked for: at once when more is wanted, after a while when less is."""

from __future__ import annotations

import asyncio

import pytest

from meetd.media import layer_demand as demand_module
from meetd.media.layer_demand import NOBODY, TOP, LayerDemand
from support.waiting import PATIENCE


class Told:
    """What the sender is told, in its order."""

    def __init__(self) -> None:
        self.layers: list[int | None] = []
        self._expected: tuple[int, asyncio.Event] | None = None

    def __call__(self, layer: int | None) -> None:
        self.layers.append(layer)
        if self._expected is not None and len(self.layers) >= self._expected[0]:
            self._expected[1].set()

    async def one_more(self) -> None:
        """Wait until more is told than up to now."""
        self._expected = len(self.layers) + 1, asyncio.Event()
        async with asyncio.timeout(PATIENCE):
            await self._expected[1].wait()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def demand(told: Told, monkeypatch: pytest.MonkeyPatch) -> LayerDemand:
    """Lets go in the next turn of the loop."""
    monkeypatch.setattr(demand_module, "LET_GO_AFTER", 0)
    return LayerDemand(told)


async def test_a_producer_that_nobody_watches_need_not_be_sent(
    demand: LayerDemand, told: Told
) -> None:
    assert demand.highest == NOBODY
    demand.begin()
    assert told.layers == []
    await told.one_more()
    assert told.layers == [None]
    demand.want("anna", 0)
    assert told.layers == [None, 0]


async def test_a_producer_that_goes_on_sends_what_it_sent_last(
    demand: LayerDemand, told: Told
) -> None:
    demand.want("anna", 2)
    demand.begin()
    assert told.layers == [2]


async def test_one_that_sent_nothing_goes_on_with_the_lowest_and_is_told_so(
    demand: LayerDemand, told: Told
) -> None:
    """What it was told before may reach it after it went on."""
    demand.want("anna", 2)
    demand.forget("anna")
    await told.one_more()
    demand.begin()
    assert told.layers == [2, None, 0]
    demand.want("ben", 0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert told.layers == [2, None, 0]


async def test_the_highest_that_anybody_wants(demand: LayerDemand) -> None:
    demand.want("anna", 0)
    demand.want("ben", 2)
    demand.want("carl", 1)
    assert demand.highest == 2
    demand.forget("ben")
    assert demand.highest == 1
    demand.want("carl", 0)
    assert demand.highest == 0
    demand.close()


async def test_before_anybody_wants_more_the_lowest_is_sent(
    demand: LayerDemand, told: Told
) -> None:
    demand.want("anna", 0)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert told.layers == []
    demand.want("anna", TOP)
    assert told.layers == [TOP]


async def test_less_is_told_later_and_more_at_once(demand: LayerDemand, told: Told) -> None:
    demand.want("ben", 2)
    assert told.layers == [2]
    demand.want("carl", 1)
    assert told.layers == [2]
    demand.forget("ben")
    assert told.layers == [2]
    await told.one_more()
    assert told.layers == [2, 1]


async def test_who_changes_their_mind_in_time_is_not_heard(demand: LayerDemand, told: Told) -> None:
    demand.want("anna", 2)
    demand.want("anna", 0)
    demand.want("anna", 2)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert told.layers == [2]


async def test_the_same_again_is_not_told_again(demand: LayerDemand, told: Told) -> None:
    demand.want("anna", 1)
    demand.want("anna", 1)
    demand.want("ben", 1)
    demand.forget("ben")
    demand.forget("nobody")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert told.layers == [1]


async def test_once_the_producer_is_gone_nothing_is_told(demand: LayerDemand, told: Told) -> None:
    demand.want("anna", 2)
    demand.want("anna", 0)
    demand.close()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert told.layers == [2]
