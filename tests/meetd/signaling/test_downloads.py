"""Downloads: each has a piece in memory and a connection; none is taken for whole that is not."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from ipaddress import ip_network
from uuid import UUID

import pytest
from aiohttp import ClientPayloadError, ClientSession

from meetd.db.files import Files
from meetd.errors import TooManyRequests, Unavailable
from meetd.rest import connections, streaming
from meetd.rest.files import PIECE
from support.backend import Backend, Client
from support.chat_files import PNG, met, said, uploaded, url
from support.raw_socket import small_window
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

LARGE = PNG + bytes(20 * PIECE)


async def shared_file(shared: Backend) -> tuple[Client, str, dict[str, str]]:
    """Somebody, the address of a large file that they may read, and the query by which."""
    ada, ben, code = await met(shared)
    message = await said(ada, await uploaded(ada, code, "a.png", LARGE))
    opened = await ben.do("file:open", messageId=message["id"])
    return ben, f"{url(ben, code)}/{opened['fileId']}", {"key": opened["key"]}


async def test_who_takes_nothing_is_given_up(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, path, query = await shared_file(shared)
    monkeypatch.setattr(streaming, "STALL", 0.2)
    monkeypatch.setattr(streaming, "SLOWEST", 2**30)
    async with small_window() as http:
        deaf = [await http.get(path, params=query) for _ in range(3)]
        assert {answer.status for answer in deaf} == {200}
        await until(lambda: not streaming._places)
        for answer in deaf:
            with pytest.raises(ClientPayloadError):
                await answer.read()
    # Who takes it in time gets all of it.
    async with ben.http.get(path, params=query) as answer:
        assert await answer.read() == LARGE


async def test_what_cannot_be_read_to_its_end_is_not_taken_for_the_whole(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, path, query = await shared_file(shared)
    read = Files.piece

    async def piece(self: Files, file_id: UUID, number: int) -> bytes | None:
        if number == 3:
            raise Unavailable
        return await read(self, file_id, number)

    monkeypatch.setattr(Files, "piece", piece)
    async with ben.http.get(path, params=query) as answer:
        with pytest.raises(ClientPayloadError):
            await answer.read()


async def test_who_hangs_up_is_no_news(shared: Backend, caplog: pytest.LogCaptureFixture) -> None:
    ben, path, query = await shared_file(shared)
    caplog.clear()
    for _ in range(3):
        async with ClientSession() as http, http.get(path, params=query) as answer:
            await answer.content.read(1)
            answer.close()
    events = f"{ben.url}/api/v1/events"
    stream = ben.signed_in | {"Accept": "text/event-stream"}
    async with ben.http.get(events, headers=stream) as answer:
        await answer.content.read(1)
        answer.close()
    await ben.new_room()
    await until(lambda: not streaming._places)
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


async def test_one_that_goes_on_may_take_longer_than_a_request(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a slow line a file as large as there may be takes more than half an hour."""
    ben, path, query = await shared_file(shared)
    gone_on: list[object] = []
    monkeypatch.setattr(
        connections._Connection, "go_on", lambda its: gone_on.append(its._since is not None)
    )
    async with ben.http.get(path, params=query) as answer:
        await answer.read()
    assert gone_on == [True] * -(-len(LARGE) // PIECE)
    gone_on.clear()
    ada, _, code = await met(shared)
    await uploaded(ada, code, "b.png", LARGE)
    assert len(gone_on) >= len(LARGE) // PIECE


async def test_one_place_takes_no_others_downloads() -> None:
    here, beside = ip_network("2001:db8:1:1::/64"), ip_network("2001:db8:1:2::/64")
    there = ip_network("192.0.2.7/32")
    with ExitStack() as under_way:
        for _ in range(streaming.OF_PLACE):
            under_way.enter_context(streaming.answer_to(here))
        for place in (here, beside):
            with pytest.raises(TooManyRequests), streaming.answer_to(place):
                pass
        with streaming.answer_to(there), streaming.answer_to(None):
            pass
        for number in range(streaming.AT_ONCE - streaming.OF_PLACE):
            place = ip_network(f"10.0.{number // 256}.{number % 256}/32")
            under_way.enter_context(streaming.answer_to(place))
        with pytest.raises(Unavailable), streaming.answer_to(there):
            pass
    assert not streaming._places
