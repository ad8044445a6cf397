"""What a worker sends is known without asking all of its transports at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

import pytest

from meetd.media.egress import ASKED_AT_ONCE, Egress
from worker_bridge import WebRtcTransport, WorkerBridgeError


class Sending:
    """A transport, as far as its statistics go."""

    def __init__(self, number: int, rate: int) -> None:
        self.id = f"transport {number}"
        self.rate = rate
        self.asked = 0
        self.closed = False

    async def get_stats(self) -> list[dict[str, Any]]:
        self.asked += 1
        if self.closed:
            raise WorkerBridgeError("closed")
        return [{"sendBitrate": self.rate}]


def those(transports: Iterable[Sending]) -> list[WebRtcTransport]:
    return cast("list[WebRtcTransport]", list(transports))


async def test_few_are_all_asked() -> None:
    egress = Egress()
    await egress.ask(those([Sending(1, 1000), Sending(2, 3000)]))
    assert egress.bits_per_second == 4000
    await egress.ask([])
    assert egress.bits_per_second == 0


async def test_many_are_asked_in_turn() -> None:
    egress = Egress()
    many = [Sending(number, 1000 * number) for number in range(3 * ASKED_AT_ONCE)]
    for turn in range(1, 7):
        await egress.ask(those(many))
        assert sum(each.asked for each in many) == turn * ASKED_AT_ONCE
    assert {each.asked for each in many} == {2}
    assert egress.bits_per_second == sum(each.rate for each in many)


@pytest.mark.parametrize("count", [1, 2 * ASKED_AT_ONCE])
async def test_what_closes_meanwhile_counts_no_more(count: int) -> None:
    egress = Egress()
    many = [Sending(number, 1000) for number in range(count)]
    many[0].closed = True
    await egress.ask(those(many))
    await egress.ask(those(many[1:]))
    assert egress.bits_per_second == 1000 * (count - 1)
