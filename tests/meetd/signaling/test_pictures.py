"""People's pictures: over REST, and as those inside are told of them."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from yarl import URL

from support.backend import Backend, Client
from support.small_pictures import LOSSY, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def put(client: Client, data: bytes, kind: str = "image/webp") -> tuple[int, dict[str, Any]]:
    headers = client.signed_in | {"Content-Type": kind}
    address = f"{client.url}/api/v1/users/me/picture"
    async with client.http.put(address, data=data, headers=headers) as answer:
        return answer.status, await answer.json()


async def account(client: Client) -> dict[str, Any]:
    address = f"{client.url}/api/v1/users/me"
    async with client.http.get(address, headers=client.signed_in) as answer:
        said: dict[str, Any] = await answer.json()
        return said


async def test_it_is_given_read_and_taken_away(shared: Backend) -> None:
    ada = await shared.client()
    assert "picture" not in await account(ada)
    for data, kind in ((LOSSY, "image/webp"), (jpeg(256, 256), "image/jpeg")):
        # What the request says of it makes no difference.
        status, said = await put(ada, data, "application/octet-stream")
        assert (status, said["picture"]) == (200, hashlib.sha256(data).hexdigest())
        assert (await account(ada))["picture"] == said["picture"]
        address = f"{ada.url}/api/v1/pictures/{said['picture']}"
        async with ada.http.get(address) as answer:
            assert (answer.status, await answer.read()) == (200, data)
            headers = answer.headers
        assert headers["Content-Type"] == kind
        assert headers["Content-Disposition"] == "attachment"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    # The one before is gone.
    gone = f"{ada.url}/api/v1/pictures/{hashlib.sha256(LOSSY).hexdigest()}"
    async with ada.http.get(gone) as answer:
        assert answer.status == 404
    mine = f"{ada.url}/api/v1/users/me/picture"
    for _ in range(2):
        async with ada.http.delete(mine, headers=ada.signed_in) as answer:
            assert answer.status == 204
    assert "picture" not in await account(ada)
    async with ada.http.get(address) as answer:
        assert answer.status == 404


@pytest.mark.parametrize("of", ["%00", "a" * 63, "A" * 64, "..%2F..%2Fkeys", "%F0%9F%99%82"])
async def test_there_is_none_at_any_other_address(shared: Backend, of: str) -> None:
    ada = await shared.client()
    async with ada.http.get(URL(f"{ada.url}/api/v1/pictures/{of}", encoded=True)) as answer:
        assert (answer.status, (await answer.json())["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "data",
    [b"", b"<svg/>", jpeg(257, 2), jpeg(2, 257), jpeg(0, 2), jpeg(2, 0), jpeg() + b"<script>"],
)
async def test_what_is_no_small_picture_is_refused(shared: Backend, data: bytes) -> None:
    ada = await shared.client()
    status, said = await put(ada, data, "image/jpeg")
    assert (status, said["code"]) == (415, "picture_refused")
    assert "picture" not in await account(ada)


async def test_nor_is_one_of_too_many_bytes_taken(shared: Backend) -> None:
    status, said = await put(await shared.client(), jpeg(scan=bytes(64 * 1024)))
    assert (status, said["code"]) == (413, "payload_too_large")


async def test_those_inside_are_told_of_ones_own_and_of_no_other(shared: Backend) -> None:
    ada, ben, cy = [await shared.client() for _ in range(3)]
    _, said = await put(ben, LOSSY)
    code = await ada.new_room(settings={"access": "open"})
    await ada.join(code)
    await ben.join(code, picture=said["picture"])
    assert (await ada.told("participant:joined"))["participant"]["picture"] == said["picture"]
    # Nobody goes by another's face.
    await cy.join(code, picture=said["picture"])
    assert (await ada.told("participant:joined"))["participant"]["picture"] is None
    mara = await shared.guest(code, "Mara")
    joined = await mara.join(code, picture=said["picture"])
    assert (await ada.told("participant:joined"))["participant"]["picture"] is None
    shown = {one["userId"]: one["picture"] for one in joined["participants"]}
    assert list(shown.values()).count(said["picture"]) == 1
