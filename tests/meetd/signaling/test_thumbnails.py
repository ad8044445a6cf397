"""Thumbnails of files in the chat: who gives and reads them, and what is taken for one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from yarl import URL

from meetd.commands.keys import create_key
from meetd.db import files as table
from meetd.rooms.files import is_read_key, read_key
from meetd.scopes import Scope
from support.backend import Backend, Client
from support.chat_files import PNG, met, said, sent, uploaded, url
from support.small_pictures import LOSSY, chunk, extended, jpeg, webp

pytestmark = pytest.mark.asyncio(loop_scope="module")

THUMBNAIL = jpeg(480, 320)


async def announced(client: Client, code: str, data: bytes = PNG) -> dict[str, Any]:
    """A file that is there, with the key of who sent it."""
    offered = await client.do("file:offer", name="plan.png", size=len(data))
    status, answer = await sent(client, code, offered, data)
    assert status == 201, answer
    return offered


def address(client: Client, code: str, file_id: str) -> str:
    return f"{url(client, code)}/{file_id}/thumbnail"


async def put(
    client: Client, code: str, offered: dict[str, Any], data: bytes, kind: str = "image/jpeg"
) -> tuple[int, dict[str, Any]]:
    where, query = address(client, code, offered["fileId"]), {"key": offered["key"]}
    headers = {"Content-Type": kind}
    async with client.http.put(where, params=query, data=data, headers=headers) as answer:
        return answer.status, await answer.json()


async def given(client: Client, code: str, data: bytes = THUMBNAIL, **more: object) -> Any:
    """A message with a picture that has that thumbnail."""
    offered = await announced(client, code)
    status, answer = await put(client, code, offered, data)
    assert status == 201, answer
    return await said(client, offered["fileId"], **more)


async def seen(
    client: Client, code: str, file_id: str, key: str | None = None, **headers: str
) -> tuple[int, Any, dict[str, str]]:
    """Read it: by a key from inside, or as an account."""
    headers |= client.signed_in if key is None and client.token else {}
    headers |= {} if key is None else {"Meetd-File-Key": key}
    async with client.http.get(address(client, code, file_id), headers=headers) as answer:
        is_one = answer.status == 200
        body = await answer.read() if is_one else (await answer.json())["code"]
        return answer.status, body, dict(answer.headers)


async def opened(client: Client, message: dict[str, Any]) -> str:
    return str((await client.do("file:open", messageId=message["id"]))["key"])


async def test_it_is_given_with_the_file_and_seen_by_who_reads_it(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    offered = await announced(ada, code)
    # What the request says of it makes no difference.
    status, answer = await put(ada, code, offered, THUMBNAIL, "application/octet-stream")
    assert (status, answer) == (201, {"width": 480, "height": 320})
    message = await said(ada, offered["fileId"])
    told = (await ben.told("chat:message"))["message"]
    for one in (message, told):
        assert one["file"]["thumbnail"] == {"width": 480, "height": 320}
    file_id = message["file"]["id"]
    status, body, headers = await seen(ben, code, file_id, await opened(ben, told))
    assert (status, body) == (200, THUMBNAIL)
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == "attachment"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, max-age=86400, immutable"
    # And by who may read the room's messages, over REST alone.
    assert (await seen(ben, code, file_id))[:2] == (200, THUMBNAIL)
    # Who comes later finds it in the history, and so does who comes back.
    cy = await shared.client()
    (found,) = (await cy.join(code))["messages"]
    assert found["file"] == message["file"]
    assert (await seen(cy, code, file_id, await opened(cy, found)))[:2] == (200, THUMBNAIL)


async def test_a_webp_is_as_good_and_none_is_no_harm(shared: Backend) -> None:
    ada, _, code = await met(shared)
    message = await given(ada, code, LOSSY)
    assert message["file"]["thumbnail"] == {"width": 1, "height": 1}
    _, body, headers = await seen(ada, code, message["file"]["id"])
    assert (body, headers["Content-Type"]) == (LOSSY, "image/webp")
    bare = await said(ada, await uploaded(ada, code, "a.png", PNG))
    assert bare["file"]["thumbnail"] is None
    missing = await seen(ada, code, bare["file"]["id"])
    assert missing[:2] == (404, "file_not_found")
    assert missing[2]["Cache-Control"] == "no-store"


async def test_who_may_not_read_the_file_does_not_see_it(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    cy, mara = await shared.client(), await shared.account()
    await cy.join(code)
    file_id = (await given(ada, code))["file"]["id"]
    assert (await seen(mara, code, file_id))[:2] == (403, "never_inside")
    assert (await seen(ben, await ben.new_room(), file_id))[:2] == (404, "file_not_found")
    # One for one person, neither by account nor by a key of another file.
    private = await given(ada, code, to=ben.id)
    its = private["file"]["id"]
    assert (await seen(cy, code, its))[:2] == (404, "file_not_found")
    other = await opened(cy, await given(ada, code))
    assert (await seen(cy, code, its, other))[:2] == (404, "file_not_found")
    assert (await seen(ben, code, its, await opened(ben, private)))[0] == 200
    await ada.do("people:remove", participantId=cy.id, block=True)
    assert (await seen(cy, code, file_id))[:2] == (403, "blocked")


async def test_who_comes_later_sees_none_of_before(shared: Backend) -> None:
    ada, _, code = await met(shared, history="joined")
    file_id = (await given(ada, code))["file"]["id"]
    cy = await shared.client()
    assert (await cy.join(code))["messages"] == []
    assert (await seen(cy, code, file_id))[:2] == (404, "file_not_found")


@pytest.mark.parametrize(
    "key", ["", "x", "99999999999.", "99999999999.\xe9", f"1.{'0' * 64}", "1" * 4000]
)
async def test_a_key_that_is_none_opens_nothing(shared: Backend, key: str) -> None:
    ada, _, code = await met(shared)
    file_id = (await given(ada, code))["file"]["id"]
    assert (await seen(ada, code, file_id, key))[:2] == (404, "file_not_found")
    assert (await seen(ada, code, file_id, read_key(b"?" * 32, 2**33)))[0] == 404
    # A header may have bytes that are no text.
    assert not is_read_key(b"?" * 32, "99999999999.\udce9")


async def test_a_guest_gives_and_sees_while_inside(shared: Backend) -> None:
    ada, _, code = await met(shared, access="open")
    mara = await shared.guest(code, "Mara")
    await mara.join(code)
    message = await given(mara, code)
    for each in (ada, mara):
        key = await opened(each, message)
        assert (await seen(each, code, message["file"]["id"], key))[:2] == (200, THUMBNAIL)
    await ada.do("people:remove", participantId=mara.id)
    assert await mara.refused("file:open", messageId=message["id"]) == "not_in_room"
    assert (await seen(mara, code, message["file"]["id"]))[:2] == (401, "unauthorized")


async def test_a_program_sees_it_where_its_key_reads_messages(shared: Backend) -> None:
    ada, _, code = await met(shared)
    file_id = (await given(ada, code))["file"]["id"]

    async def by_key(path: str, scope: Scope) -> int:
        secret = await create_key(
            shared.settings, "k", [scope], owner=ada.name, service=False, expires_at=None
        )
        headers = {"Authorization": f"Bearer {secret}"}
        async with ada.http.get(path, headers=headers) as answer:
            if answer.status == 403:
                assert (await answer.json())["code"] == "scope_missing"
            return answer.status

    for path in (address(ada, code, file_id), f"{url(ada, code)}/{file_id}"):
        assert await by_key(path, Scope.MESSAGES_READ) == 200
        assert await by_key(path, Scope.ROOMS_READ) == 403


async def test_it_goes_with_its_message_and_its_room(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    message = await given(ada, code)
    file_id, key = message["file"]["id"], await opened(ben, message)
    deleted = await ada.do("chat:delete", messageId=message["id"])
    assert deleted["message"]["file"] is None
    assert (await seen(ben, code, file_id, key))[:2] == (404, "file_not_found")
    assert (await seen(ada, code, file_id))[:2] == (404, "file_not_found")
    other = (await given(ada, code))["file"]["id"]
    path = f"{ada.url}/api/v1/rooms/{code}"
    async with ada.http.delete(path, headers=ada.signed_in) as answer:
        assert answer.status == 204
    assert (await seen(ada, code, other))[:2] == (404, "room_not_found")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PNG,
        b"GIF89a" + bytes(20),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<script>alert(1)</script>",
        jpeg(481, 2),
        jpeg(2, 481),
        jpeg(10_000, 10_000),
        jpeg(0, 2),
        jpeg(2, 0),
        jpeg()[:-1],
        jpeg() + b"<script>alert(1)</script>",
        # Where it was taken, and one that moves.
        jpeg(more=b"\xff\xe1\x00\x0aExif\0\0MM"),
        webp(extended(1, 1, 0x02), chunk(b"ANIM", bytes(6)), LOSSY[12:]),
        webp(extended(10_000, 10_000), LOSSY[12:]),
    ],
)
async def test_what_is_no_small_picture_is_refused(shared: Backend, data: bytes) -> None:
    ada, _, code = await met(shared)
    offered = await announced(ada, code)
    status, answer = await put(ada, code, offered, data)
    assert (status, answer["code"]) == (415, "thumbnail_refused")
    # The file goes without, and a better one is still taken before.
    assert (await put(ada, code, offered, THUMBNAIL))[0] == 201


async def test_nor_is_one_of_too_many_bytes(shared: Backend) -> None:
    ada, _, code = await met(shared)
    offered = await announced(ada, code)
    status, answer = await put(ada, code, offered, jpeg(scan=bytes(64 * 1024)))
    assert (status, answer["code"]) == (413, "payload_too_large")
    assert (await said(ada, offered["fileId"]))["file"]["thumbnail"] is None


async def test_what_is_no_picture_has_none(shared: Backend) -> None:
    ada, _, code = await met(shared)
    for data in (b"Hello", b"%PDF-1.7 hello", b"PK\x03\x04" + bytes(20)):
        status, answer = await put(ada, code, await announced(ada, code, data), THUMBNAIL)
        assert (status, answer["code"]) == (415, "thumbnail_refused")


@pytest.mark.parametrize(
    ("brands", "status"),
    [(b"avif\0\0\0\0", 201), (b"mif1\0\0\0\0avifmiaf", 201), (b"isom\0\0\0\0mp42", 415)],
)
async def test_a_picture_is_told_from_a_film(shared: Backend, brands: bytes, status: int) -> None:
    ada, _, code = await met(shared)
    data = (8 + len(brands)).to_bytes(4) + b"ftyp" + brands + b"\0\0\0\x08avif"
    offered = await announced(ada, code, data)
    assert (await put(ada, code, offered, THUMBNAIL))[0] == status


async def test_only_who_sent_the_file_gives_it_one_and_once(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    offered = await announced(ada, code)
    own = await announced(ben, code)
    # By no key of another file, nor in another room, nor where there is no file.
    for wrong in (offered | {"key": own["key"]}, own | {"key": "0" * 64}):
        status, answer = await put(ben, code, wrong, THUMBNAIL)
        assert (status, answer["code"]) == (404, "file_not_found")
    assert (await put(ada, await ada.new_room(), offered, THUMBNAIL))[0] == 404
    for nothing in ("0" * 8, "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55"):
        status, answer = await put(ada, code, offered | {"fileId": nothing}, THUMBNAIL)
        assert (status, answer["code"]) == (404, "file_not_found")
    both = await asyncio.gather(*(put(ada, code, offered, THUMBNAIL) for _ in range(2)))
    assert sorted(status for status, _ in both) == [201, 409]
    assert {answer.get("code") for _, answer in both} == {None, "thumbnail_too_late"}
    # A key to read is none to write.
    message = await said(ada, offered["fileId"])
    reads = offered | {"key": await opened(ben, message)}
    assert (await put(ben, code, reads, THUMBNAIL))[0] == 422
    assert (await put(ada, code, offered, LOSSY))[1]["code"] == "thumbnail_too_late"
    assert (await seen(ben, code, message["file"]["id"]))[1] == THUMBNAIL


async def test_it_comes_before_the_message_and_after_the_bytes(shared: Backend) -> None:
    ada, _, code = await met(shared)
    early = await ada.do("file:offer", name="a.png", size=len(PNG))
    status, answer = await put(ada, code, early, THUMBNAIL)
    assert (status, answer["code"]) == (404, "file_not_found")
    offered = await announced(ada, code)
    message = await said(ada, offered["fileId"])
    status, answer = await put(ada, code, offered, THUMBNAIL)
    assert (status, answer["code"]) == (409, "thumbnail_too_late")
    await ada.do("chat:delete", messageId=message["id"])
    status, answer = await put(ada, code, offered, THUMBNAIL)
    assert (status, answer["code"]) == (404, "file_not_found")


async def test_it_counts_as_the_file_does(shared: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, _, code = await met(shared)
    offered = await announced(ada, code)
    monkeypatch.setattr(table, "DAY_BYTES", len(PNG) + len(THUMBNAIL) - 1)
    status, answer = await put(ada, code, offered, THUMBNAIL)
    assert (status, answer["code"]) == (429, "file_quota_reached")
    monkeypatch.setattr(table, "DAY_BYTES", len(PNG) + len(THUMBNAIL))
    assert (await put(ada, code, offered, THUMBNAIL))[0] == 201
    assert await ada.refused("file:offer", name="a", size=1) == "file_quota_reached"
    monkeypatch.setattr(table, "DAY_BYTES", len(PNG) + len(THUMBNAIL) + 1)
    monkeypatch.setattr(table, "ROOM_BYTES", len(PNG) + len(THUMBNAIL))
    assert await ada.refused("file:offer", name="a", size=1) == "file_quota_reached"
    # With its message it counts no more.
    message = await said(ada, offered["fileId"])
    await ada.do("chat:delete", messageId=message["id"])
    await ada.do("file:offer", name="a", size=1)


async def test_a_key_in_the_query_is_as_good(shared: Backend) -> None:
    ada, ben, code = await met(shared)
    message = await given(ada, code)
    where = URL(address(ben, code, message["file"]["id"])) % {"key": await opened(ben, message)}
    async with ben.http.get(where) as answer:
        assert (answer.status, await answer.read()) == (200, THUMBNAIL)
