"""Files in the chat: who may send and read them, and what is taken for one."""

from __future__ import annotations

import asyncio
import gzip
from contextlib import ExitStack
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import pytest

from meetd.db import files as table
from meetd.errors import TooManyRequests
from meetd.model import UserId
from meetd.rest import files as rest
from meetd.rest.deps import DEPS
from support.backend import Backend
from support.chat_files import PNG, by_account, met, read, said, sent, uploaded, url
from support.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_file_is_sent_and_saved_as_it_was(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    data = PNG + bytes(700_000)
    message = await said(ada, await uploaded(ada, code, "Bild ü.png", data))
    file = {"name": "Bild ü.png", "mediaType": "image/png", "size": len(data)}
    told = (await ben.told("chat:message"))["message"]
    for one in (message, told):
        assert {key: one["file"][key] for key in file} == file
    status, body, headers = await read(ben, code, told)
    assert (status, body) == (200, data)
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"Bild _.png\"; filename*=UTF-8''Bild%20%C3%BC.png"
    )
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    # And by who may read the room's messages.
    assert await by_account(ben, code, file_id := message["file"]["id"]) == (200, data)
    stranger = await shared.account()
    assert (await by_account(stranger, code, file_id))[0] == 403
    other = await ben.new_room()
    assert (await by_account(ben, other, file_id))[0] == 404


async def test_it_goes_with_its_message(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    message = await said(ada, await uploaded(ada, code, "a.txt", b"Hello"))
    opened = await ben.do("file:open", messageId=message["id"])
    deleted = await ada.do("chat:delete", messageId=message["id"])
    assert deleted["message"]["file"] is None
    assert await ben.refused("file:open", messageId=message["id"]) == "file_not_found"
    path = f"{url(ben, code)}/{opened['fileId']}"
    async with ben.http.get(path, params={"key": opened["key"]}) as answer:
        assert answer.status == 404


async def test_a_private_one_is_for_one(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    cy = await shared.client()
    await cy.join(code)
    message = await said(ada, await uploaded(ada, code, "a.txt", b"Hello"), to=ben.id)
    assert (await read(ben, code, message))[0] == 200
    assert await cy.refused("file:open", messageId=message["id"]) == "file_not_found"
    assert (await by_account(cy, code, message["file"]["id"]))[0] == 404


async def test_who_comes_later_reads_none_of_before(shared: Backend) -> None:
    ada, _, code = await met(shared, history="joined")
    message = await said(ada, await uploaded(ada, code, "a.txt", b"Hello"))
    cy = await shared.client()
    await cy.join(code)
    assert await cy.refused("file:open", messageId=message["id"]) == "file_not_found"
    assert (await by_account(cy, code, message["file"]["id"]))[0] == 404


async def test_a_guest_sends_and_reads_while_inside(shared: Backend) -> None:
    ada, _, code = await met(shared, access="open")
    mara = await shared.guest(code, "Mara")
    await mara.join(code)
    message = await said(mara, await uploaded(mara, code, "a.txt", b"Hello"))
    assert (await read(ada, code, message))[1] == b"Hello"
    assert (await read(mara, code, message))[1] == b"Hello"
    await ada.do("people:remove", participantId=mara.id)
    assert await mara.refused("file:open", messageId=message["id"]) == "not_in_room"


async def test_a_host_may_forbid_it(shared: Backend) -> None:
    ada, ben, _ = await met(shared)
    await ada.do("room:rules", mayShareFiles=False)
    assert await ben.refused("file:offer", name="a", size=1) == "host_forbids"
    await ada.do("room:rules", mayShareFiles=True, mayChat=False)
    assert await ben.refused("file:offer", name="a", size=1) == "host_forbids"


async def test_only_who_announced_it_sends_it_and_once(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    offered = await ada.do("file:offer", name="a.txt", size=5)
    wrong = offered | {"key": "0" * 64}
    assert (await sent(ben, code, wrong, b"Hello"))[1]["code"] == "file_not_found"
    both = await asyncio.gather(*(sent(ada, code, offered, b"Hello") for _ in range(2)))
    assert sorted(status for status, _ in both) == [201, 404]
    file_id = await uploaded(ada, code, "b.txt", b"Hello")
    refused = await ben.refused("chat:send", clientId=str(uuid4()), content="Mine", fileId=file_id)
    assert refused == "file_not_found"
    await said(ada, file_id)
    # In one message, and in a room of its own.
    again = await ada.refused("chat:send", clientId=str(uuid4()), content="X", fileId=file_id)
    assert again == "file_not_found"


async def test_one_that_never_came_is_in_no_message(shared: Backend) -> None:
    ada, _, _ = await met(shared)
    offered = await ada.do("file:offer", name="a.txt", size=5)
    refused = await ada.refused(
        "chat:send", clientId=str(uuid4()), content="X", fileId=offered["fileId"]
    )
    assert refused == "file_not_found"
    history = await ada.do("chat:history")
    assert history["messages"] == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"MZ\x90\x00", "application/octet-stream"),
        (b"\x7fELF\x02", "text/plain"),
        (b"#!/bin/sh\nrm", "text/plain"),
        (b"<html><script>alert(1)</script>", "image/png"),
        (b"<svg xmlns='x' onload='alert(1)'/>", "image/jpeg"),
        (b"%PDF-1.7 hello", "image/png"),
        (PNG, "application/pdf"),
    ],
)
async def test_what_is_not_what_it_says_is_refused(shared: Backend, data: bytes, kind: str) -> None:
    ada, _, code = await met(shared)
    offered = await ada.do("file:offer", name="a.png", size=len(data))
    status, answer = await sent(ada, code, offered, data, **{"Content-Type": kind})
    assert (status, answer["code"]) == (415, "file_type_refused")
    assert (await sent(ada, code, offered, b"x" * len(data)))[0] == 404


@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"<svg onload='x'/>"])
async def test_text_is_never_shown_as_a_page(shared: Backend, data: bytes) -> None:
    ada, _, code = await met(shared)
    kind = {"Content-Type": "text/html"}
    message = await said(ada, await uploaded(ada, code, "a.html", data, **kind))
    _, body, headers = await read(ada, code, message)
    assert (body, headers["Content-Type"]) == (data, "application/octet-stream")
    assert headers["Content-Disposition"].startswith("attachment;")


async def test_a_length_that_is_a_lie(shared: Backend) -> None:
    ada, _, code = await met(shared)
    for size, data in ((5, b"Hell"), (5, b"Hello!"), (5, b"")):
        offered = await ada.do("file:offer", name="a.txt", size=size)
        status, answer = await sent(ada, code, offered, data)
        assert (status, answer["code"]) == (422, "invalid_request")

    async def some() -> Any:
        yield b"Hello"

    offered = await ada.do("file:offer", name="a.txt", size=5)
    assert (await sent(ada, code, offered, some()))[0] == 422
    for size in (0, -1, 2**40):
        assert await ada.refused("file:offer", name="a", size=size) == "invalid_request"
    assert await ada.refused("file:offer", name="a", size=2**30) == "file_too_large"


async def test_an_upload_that_stalls_is_cut_and_forgotten(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "STALL", 0.05)
    ada, _, code = await met(shared)
    offered = await ada.do("file:offer", name="a.txt", size=10)
    more = asyncio.Event()

    async def slowly() -> Any:
        yield b"Hello"
        await more.wait()

    headers = {"Content-Length": "10"}
    status, answer = await sent(ada, code, offered, slowly(), **headers)
    more.set()
    assert (status, answer["code"]) == (408, "request_timeout")
    assert (await sent(ada, code, offered, b"0123456789"))[0] == 404


async def test_who_sends_slowly_keeps_nobody_from_sending(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    more = asyncio.Event()

    async def slowly() -> Any:
        yield b"Hello"
        await more.wait()
        yield b"World"

    async def slow() -> int:
        offered = await ada.do("file:offer", name="a.txt", size=10)
        return (await sent(ada, code, offered, slowly(), **{"Content-Length": "10"}))[0]

    async with asyncio.TaskGroup() as tasks:
        under_way = [tasks.create_task(slow()) for _ in range(rest.OF_ONE)]
        # The server counts them once it has found their files: one sent before that takes a place.
        await until(lambda: rest._uploads.total() == rest.OF_ONE)
        offered = await ada.do("file:offer", name="b.txt", size=5)
        refused = await sent(ada, code, offered, b"Hello")
        assert (refused[0], refused[1]["code"]) == (429, "too_many_requests")
        await uploaded(ben, code, "c.txt", b"Hello")
        more.set()
    assert [task.result() for task in under_way] == [201] * rest.OF_ONE
    # What was refused may be tried again.
    assert (await sent(ada, code, offered, b"Hello"))[0] == 201


async def test_a_file_that_never_ends_is_cut(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest, "STALL", 1.0)
    monkeypatch.setattr(rest, "SLOWEST", 100)
    ada, _, code = await met(shared)
    offered = await ada.do("file:offer", name="a.txt", size=100)

    async def dripping() -> Any:
        while True:
            yield b"x"
            await asyncio.sleep(0.1)

    status, answer = await sent(ada, code, offered, dripping(), **{"Content-Length": "100"})
    assert (status, answer["code"]) == (408, "request_timeout")


async def test_who_announce_at_once_do_not_get_past_the_limit(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(table, "DAY_BYTES", 1000)
    ada, _, code = await met(shared)
    window = [await ada.ask("file:offer", name="a", size=300) for _ in range(2)]
    assert all(one["ok"] for one in window)
    # Those of others count for the room alone.
    many = await asyncio.gather(*(ada.ask("file:offer", name="a", size=300) for _ in range(5)))
    codes = [one["error"]["code"] for one in many if not one["ok"]]
    assert len(codes) >= 4
    assert set(codes) <= {"file_quota_reached", "too_many_requests"}
    assert code


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a.txt", "a.txt"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie x.txt"),
        ('a"b.txt', "ab.txt"),
        ("\u200b\u2800", "file"),
        ("...", "file"),
        ("x" * 400 + ".png", "x" * 116 + ".png"),
    ],
)
async def test_names_are_plain(shared: Backend, name: str, kept: str) -> None:
    ada, _, _ = await met(shared)
    assert (await ada.do("file:offer", name=name, size=1))["name"] == kept


async def test_who_is_many_guests_takes_no_others_uploads() -> None:
    """Each may take minutes: of a few guests of one place all there were."""
    here, there = ip_network("2001:db8:1:1::/64"), ip_network("192.0.2.7/32")
    beside = ip_network("2001:db8:1:2::/64")
    with ExitStack() as under_way:
        for _ in range(rest.OF_PLACE):
            under_way.enter_context(rest._upload_of(UserId(uuid4()), here))
        for place in (here, beside):
            with pytest.raises(TooManyRequests), rest._upload_of(UserId(uuid4()), place):
                pass
        with rest._upload_of(UserId(uuid4()), there), rest._upload_of(UserId(uuid4()), None):
            pass
    assert not rest._uploads
    assert not rest._places


async def test_small_ones_are_counted_too(shared: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, ben, _ = await met(shared)
    monkeypatch.setattr(table, "DAY_FILES", 2)
    for _ in range(2):
        await ada.do("file:offer", name="a", size=1)
    assert await ada.refused("file:offer", name="a", size=1) == "file_quota_reached"
    monkeypatch.setattr(table, "ROOM_FILES", 3)
    await ben.do("file:offer", name="a", size=1)
    assert await ben.refused("file:offer", name="a", size=1) == "file_quota_reached"


async def test_all_rooms_of_a_host_have_one_limit(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever makes many rooms, and is many guests in each, would fill the disk."""
    monkeypatch.setattr(table, "HOST_BYTES", 1000)
    host = await shared.client()
    codes = [await host.new_room(settings={"access": "open"}) for _ in range(2)]
    guests = [await shared.guest(code, "Mara") for code in codes]
    for guest, code in zip(guests, codes, strict=True):
        await guest.join(code)
    await guests[0].do("file:offer", name="a", size=600)
    assert await guests[1].refused("file:offer", name="a", size=600) == "file_quota_reached"
    await guests[1].do("file:offer", name="a", size=400)
    ada, _, _ = await met(shared)
    await ada.do("file:offer", name="a", size=600)


async def test_one_that_was_packed_takes_no_more_room_than_was_announced(shared: Backend) -> None:
    """A thousand times what it is in the request would be in the database before it was counted."""
    ada, _, code = await met(shared)
    packed = gzip.compress(bytes(30 * rest.PIECE), mtime=0)
    offered = await ada.do("file:offer", name="a.bin", size=len(packed))
    stored = []

    async def add_piece(*piece: Any) -> bool:
        stored.append(piece)
        return True

    files = shared.server.app[DEPS].files  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(files), "add_piece", add_piece)
        status, answer = await sent(ada, code, offered, packed, **{"Content-Encoding": "gzip"})
    assert (status, answer["code"], stored) == (422, "invalid_request", [])


async def test_a_few_places_do_not_have_all_uploads_together() -> None:
    with ExitStack() as under_way:
        for number in range(5):
            place, full = ip_network(f"192.0.2.{number}/32"), False
            while not full:
                try:
                    under_way.enter_context(rest._upload_of(UserId(uuid4()), place))
                except TooManyRequests:
                    full = True
        under_way.enter_context(rest._upload_of(UserId(uuid4()), ip_network("198.51.100.1/32")))
    assert not rest._uploads
