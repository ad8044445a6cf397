"""Turns at the passwords: places take turns, and those who are known come first."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network
from uuid import uuid4

import pytest

from meetd.auth import turns as turns_module
from meetd.auth.turns import BESIDES, FAVOURED, QUEUE, SHARE, SITE_SHARE, Asker, Turns
from meetd.auth.turns import known as known_account
from meetd.auth.turns import stranger as stranger_at
from meetd.errors import TooManyRequests
from meetd.model import UserId


def stranger(place: str) -> Asker:
    return stranger_at(ip_network(place))


class Line:
    """One turn at a time, taken for ever until it is said that the next one may."""

    def __init__(self) -> None:
        self.turns = Turns(1)
        self._served: asyncio.Queue[str] = asyncio.Queue()
        self._more = asyncio.Semaphore(0)
        self.tasks: list[asyncio.Task[None]] = []

    async def ask(self, asker: Asker, name: str) -> None:
        """Stand in line. Raises TooManyRequests."""
        task = asyncio.create_task(self._turn(asker, name))
        self.tasks.append(task)
        await asyncio.sleep(0)
        if task.done():
            task.result()

    async def serve(self, number: int) -> list[str]:
        """The next who have their turn."""
        for _ in range(number):
            self._more.release()
        return [await self._served.get() for _ in range(number)]

    async def _turn(self, asker: Asker, name: str) -> None:
        async with self.turns.taken(asker):
            await self._more.acquire()
            self._served.put_nowait(name)


@pytest.fixture
def line() -> Line:
    return Line()


async def test_those_of_one_place_come_in_their_order(line: Line) -> None:
    for number in range(5):
        await line.ask(stranger("192.0.2.1/32"), str(number))
    assert await line.serve(5) == ["0", "1", "2", "3", "4"]


async def test_places_take_turns(line: Line) -> None:
    for place in range(1, 4):
        for _ in range(3):
            await line.ask(stranger(f"192.0.2.{place}/32"), str(place))
    assert await line.serve(9) == ["1", "2", "3", "1", "2", "3", "1", "2", "3"]


async def test_who_has_not_asked_lately_goes_before_those_who_always_do(line: Line) -> None:
    for _ in range(3):
        for place in range(1, 7):
            for _ in range(2):
                await line.ask(stranger(f"192.0.2.{place}/32"), "attacker")
        await line.serve(6)
    await line.ask(stranger("198.51.100.1/32"), "somebody")
    # One has its turn already.
    assert "somebody" in await line.serve(2)


async def test_one_network_has_one_customers_turns(line: Line) -> None:
    for number in range(SITE_SHARE):
        await line.ask(stranger(f"2001:db8:1:{number:x}::/64"), "attacker")
    await line.ask(stranger("198.51.100.1/32"), "another")
    with pytest.raises(TooManyRequests):
        await line.ask(stranger("2001:db8:1:ffff::/64"), "attacker")
    await line.ask(stranger("2001:db8:2:1::/64"), "somebody")
    assert await line.serve(3) == ["attacker", "another", "somebody"]


async def test_known_browsers_go_first_but_not_for_ever(line: Line) -> None:
    for _ in range(3):
        await line.ask(stranger("192.0.2.1/32"), "stranger")
    for _ in range(2 * FAVOURED):
        await line.ask(known_account(UserId(uuid4())), "known")
    served = await line.serve(1 + 2 * FAVOURED + 2)
    assert served == [
        "stranger",
        *["known"] * FAVOURED,
        "stranger",
        *["known"] * FAVOURED,
        "stranger",
    ]


async def test_one_account_has_one_share_of_the_favour(line: Line) -> None:
    busy, other = (known_account(UserId(uuid4())) for _ in range(2))
    for _ in range(3):
        await line.ask(busy, "busy")
    await line.ask(other, "other")
    assert await line.serve(4) == ["busy", "other", "busy", "busy"]


async def test_no_place_waits_for_more_than_its_share_while_another_waits(line: Line) -> None:
    office = stranger("192.0.2.1/32")
    for _ in range(SHARE):
        await line.ask(office, "")
    await line.ask(stranger("198.51.100.1/32"), "")
    with pytest.raises(TooManyRequests) as refused:
        await line.ask(office, "")
    assert refused.value.retry_after
    await line.serve(1)
    await line.ask(office, "")


async def test_an_office_where_nobody_else_waits_has_all_turns(line: Line) -> None:
    office = stranger("192.0.2.1/32")
    for _ in range(1 + QUEUE):
        await line.ask(office, "office")
    with pytest.raises(TooManyRequests):
        await line.ask(office, "office")
    # Of somewhere else more than the first may come, and soon have their turn.
    for _ in range(SHARE):
        await line.ask(stranger("198.51.100.1/32"), "other")
    assert (await line.serve(2 * SHARE)).count("other") == SHARE


async def test_a_site_where_nobody_else_waits_keeps_nobody_out(line: Line) -> None:
    for number in range(1 + QUEUE):
        await line.ask(stranger(f"2001:db8:1:{number:x}::/64"), "site")
    with pytest.raises(TooManyRequests):
        await line.ask(stranger("2001:db8:1:ffff::/64"), "site")
    for _ in range(SHARE):
        await line.ask(stranger("198.51.100.1/32"), "other")
    assert (await line.serve(2 * SHARE)).count("other") == SHARE


async def test_one_account_has_no_more_than_its_share(line: Line) -> None:
    """However few wait: it goes before strangers."""
    account = known_account(UserId(uuid4()))
    for _ in range(SHARE):
        await line.ask(account, "")
    with pytest.raises(TooManyRequests):
        await line.ask(account, "")


async def test_where_many_wait_the_first_of_another_place_still_may(line: Line) -> None:
    await line.ask(_of(0), "")
    for place in range(QUEUE):
        await line.ask(_of(place), "")
    with pytest.raises(TooManyRequests):
        await line.ask(_of(1), "")
    for place in range(QUEUE, QUEUE * BESIDES):
        await line.ask(_of(place), "")
    with pytest.raises(TooManyRequests):
        await line.ask(stranger("198.51.100.1/32"), "")


def _of(place: int) -> Asker:
    return stranger_at(ip_network((0xC000_0200 + place, 32)))


async def test_who_gives_up_leaves_the_line(line: Line) -> None:
    for name in ("first", "second", "third"):
        await line.ask(stranger("192.0.2.1/32"), name)
    line.tasks[1].cancel()
    line.tasks[0].cancel()
    assert await line.serve(1) == ["third"]
    for _ in range(SHARE):
        await line.ask(stranger("192.0.2.1/32"), "again")


async def test_what_is_remembered_is_bounded(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns_module, "_REMEMBERED", 10)
    for place in range(50):
        await line.ask(_of(place), "")
        await line.serve(1)
    assert len(line.turns._last) <= 10
