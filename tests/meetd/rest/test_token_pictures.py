"""Pictures that join tokens give: those inside see them, and they go with the token."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any

import asyncpg
import pytest

from meetd.db import join_tokens
from meetd.rest.deps import DEPS
from support.api import Answer, Api
from support.backend import Client
from support.small_pictures import LOSSLESS, LOSSY, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="module")
ADAS, BOBS = sha256(LOSSY).hexdigest(), sha256(jpeg()).hexdigest()


def written(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def asked(api: Api, host: Client, code: str, picture: object, name: str = "Ada") -> Answer:
    body = {"name": name, "picture": picture}
    return await api.call("POST", f"/rooms/{code}/tokens", body, token=host.token)


async def made(api: Api, host: Client, code: str, data: bytes, name: str = "Ada") -> dict[str, Any]:
    answer = await asked(api, host, code, written(data), name)
    assert answer.status == 201, answer.body
    said: dict[str, Any] = answer.json
    return said


async def come(api: Api, code: str, token: dict[str, Any]) -> Client:
    return await api.backend.guest(code, token=token["secret"])


async def test_it_stands_for_who_comes_by_the_token(api: Api) -> None:
    host = await api.backend.client()
    code = await host.new_room(settings={"access": "restricted"})
    first = await made(api, host, code, LOSSY)
    assert first["token"]["picture"] == ADAS
    (listed,) = (await api.call("GET", f"/rooms/{code}/tokens", token=host.token)).json["items"]
    assert listed == first["token"] | {"usedAt": listed["usedAt"]}
    shown = await api.call("GET", f"/pictures/{ADAS}")
    assert (shown.status, shown.body, shown.headers["Content-Type"]) == (200, LOSSY, "image/webp")
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    # Their own page knows it at once, and where it is loaded again.
    entered = await api.call("POST", f"/rooms/{code}/guest", {"token": first["secret"]})
    door = await api.call("GET", f"/rooms/{code}/door", cookies=entered.cookies)
    assert (entered.json["picture"], door.json["guest"]["picture"]) == (ADAS, ADAS)
    await host.join(code)
    ada = await come(api, code, first)
    await ada.join(code)
    assert (await host.told("participant:joined"))["participant"]["picture"] == ADAS
    # Nobody goes by another's face, nor does a program have to say its own.
    bob = await come(api, code, await made(api, host, code, jpeg(), "Bob"))
    joined = await bob.join(code, picture=ADAS)
    assert (await host.told("participant:joined"))["participant"]["picture"] == BOBS
    assert {one["picture"] for one in joined["participants"]} == {None, ADAS}
    plain = await api.call("POST", f"/rooms/{code}/tokens", {"name": "Cy"}, token=host.token)
    assert plain.json["token"]["picture"] is None
    await (await come(api, code, plain.json)).join(code, picture=ADAS)
    assert (await host.told("participant:joined"))["participant"]["picture"] is None


@pytest.mark.parametrize("embedded", [True, False])
async def test_in_a_frame_it_is_the_same(api: Api, embedded: bool) -> None:
    host = await api.backend.account()
    code = await host.new_room()
    token = await made(api, host, code, LOSSLESS)
    body = {"token": token["secret"], "embedded": embedded}
    entered = (await api.call("POST", f"/rooms/{code}/guest", body)).json
    assert entered["picture"] == sha256(LOSSLESS).hexdigest()
    if embedded:
        headers = {"Meetd-Guest": entered["session"]}
        door = await api.call("GET", f"/rooms/{code}/door", headers=headers)
        assert door.json["guest"]["picture"] == entered["picture"]


async def test_it_goes_with_the_token(api: Api) -> None:
    host = await api.backend.account()
    code, picture = await host.new_room(), jpeg(11, 12)
    address = f"/pictures/{sha256(picture).hexdigest()}"
    tokens = [(await made(api, host, code, picture))["token"]["id"] for _ in range(2)]
    for token_id, status in zip(tokens, (200, 404), strict=True):
        path = f"/rooms/{code}/tokens/{token_id}"
        assert (await api.call("DELETE", path, token=host.token)).status == 204
        # As long as another one has the same, that is there.
        assert (await api.call("GET", address)).status == status
    listed = (await api.call("GET", f"/rooms/{code}/tokens", token=host.token)).json["items"]
    assert [one["picture"] for one in listed] == [None, None]


async def test_it_goes_once_nobody_can_be_there_by_the_token(api: Api) -> None:
    host = await api.backend.account()
    code, picture = await host.new_room(), jpeg(13, 14)
    address = f"/pictures/{sha256(picture).hexdigest()}"
    await made(api, host, code, picture)
    connection = await asyncpg.connect(api.backend.settings.database_url)
    try:
        # Who came by it just before it ran out is a guest for a day.
        for hours, status in ((23, 200), (25, 404)):
            await connection.execute(
                """UPDATE join_tokens SET expires_at = now() - $1 * interval '1 hour'
                WHERE id IN (SELECT token_id FROM join_token_pictures WHERE data = $2)""",
                hours,
                picture,
            )
            await api.backend.server.app[DEPS].join_tokens.purge()  # type: ignore[attr-defined]
            assert (await api.call("GET", address)).status == status
    finally:
        await connection.close()


async def test_it_goes_with_the_room(api: Api) -> None:
    host = await api.backend.account()
    code, picture = await host.new_room(), jpeg(15, 16)
    await made(api, host, code, picture)
    assert (await api.call("DELETE", f"/rooms/{code}", token=host.token)).status == 204
    gone = await api.call("GET", f"/pictures/{sha256(picture).hexdigest()}")
    gone.is_problem(404, "not_found")


@pytest.mark.parametrize(
    "picture",
    [
        "", "?", "é", "https://example.com/ada.jpg", f"data:image/webp;base64,{written(LOSSY)}",
        written(LOSSY)[:-2], written(b"<svg/>"), written(jpeg(257, 2)), written(jpeg(2, 0)),
        written(jpeg() + b"<script>"), 7, [written(LOSSY)],
    ],
)  # fmt: skip
async def test_what_is_no_small_picture_is_refused(api: Api, picture: object) -> None:
    host = await api.backend.account()
    code = await host.new_room()
    refused = (await asked(api, host, code, picture)).is_problem(422, "invalid_request")
    assert set(refused["errors"]) == {"picture"}
    assert (await api.call("GET", f"/rooms/{code}/tokens", token=host.token)).json["items"] == []


async def test_its_bytes_are_limited(api: Api) -> None:
    host = await api.backend.account()
    code = await host.new_room()
    largest = jpeg(scan=bytes(45_000 - len(jpeg(scan=b""))))
    assert len(largest) == 45_000
    await made(api, host, code, largest)
    more = await asked(api, host, code, written(largest + b"\0"))
    assert set(more.is_problem(422, "invalid_request")["errors"]) == {"picture"}
    (await asked(api, host, code, "A" * 70_000)).is_problem(413, "payload_too_large")


async def test_a_room_has_so_many_bytes_of_them(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    host = await api.backend.account()
    code, other = await host.new_room(), await host.new_room()
    monkeypatch.setattr(join_tokens, "PICTURE_BYTES", 2 * len(LOSSY))
    token = await made(api, host, code, LOSSY)
    await made(api, host, code, LOSSY)
    (await asked(api, host, code, written(LOSSY))).is_problem(409, "too_many_pictures")
    # Without one, and in another room, there are more.
    plain = await api.call("POST", f"/rooms/{code}/tokens", {"name": "Cy"}, token=host.token)
    assert plain.status == 201
    await made(api, host, other, LOSSY)
    path = f"/rooms/{code}/tokens/{token['token']['id']}"
    assert (await api.call("DELETE", path, token=host.token)).status == 204
    await made(api, host, code, LOSSY)


async def test_it_is_stored_once_however_often_that_is_asked(api: Api) -> None:
    host = await api.backend.account()
    code = await host.new_room()
    key = {"Idempotency-Key": "ada"}
    body = {"name": "Ada", "picture": written(LOSSY)}
    path = f"/rooms/{code}/tokens"
    said = [
        (await api.call("POST", path, body, token=host.token, headers=key)).json for _ in range(2)
    ]
    assert said[0] == said[1]
    assert said[0]["token"]["picture"] == ADAS


async def test_who_is_moved_keeps_it(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    host = await api.backend.client()
    codes = [await host.new_room(settings={"access": "open"}) for _ in range(3)]
    ada = await come(api, codes[0], await made(api, host, codes[0], LOSSY))
    await ada.join(codes[0])
    for before, code, picture in zip(codes, codes[1:], (ADAS, None), strict=False):
        if picture is None:
            monkeypatch.setattr(join_tokens, "PICTURE_BYTES", 0)
        path = f"/rooms/{before}/participants/{ada.id}/move"
        moved = await api.call("POST", path, {"to": code}, token=host.token)
        assert moved.status == 204, moved.body
        token = (await ada.told("room:moved"))["token"]
        ada = await api.backend.guest(code, token=token)
        await host.join(code)
        await ada.join(code)
        # Where the other room has place for no more, they come without.
        assert (await host.told("participant:joined"))["participant"]["picture"] == picture
        await host.do("leave")
