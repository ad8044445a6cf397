"""Webhooks: signed so that others' code believes it, in order, again and again, and never twice
for a receiver that remembers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from meetd.commands.users import set_admin
from meetd.webhooks import dispatcher
from support.backend import Backend, Client, backend, settings
from support.event_reader import EventReader
from support.postgres import Postgres
from support.receiver import Receiver, receiver


@pytest_asyncio.fixture
async def server(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Backend]:
    """A server whose operator lets webhooks lead to its own host."""
    of = settings(tmp_path, await postgres.migrated(), webhooks_private=True)
    async with backend(of) as running:
        yield running


@pytest_asyncio.fixture
async def place() -> AsyncIterator[Receiver]:
    async with receiver() as running:
        yield running


async def call(
    client: Client, method: str, path: str, *, root: str = "webhooks", **said: Any
) -> tuple[int, Any]:
    url = f"{client.url}/api/v1/{root}{path}"
    async with client.http.request(
        method, url, headers=client.signed_in, json=said or None
    ) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


async def hook(client: Client, to: Receiver, **said: Any) -> str:
    """Have events sent there; the webhook's id."""
    status, answer = await call(client, "POST", "", url=to.url, **said)
    assert status == 201, answer
    to.secret = answer["secret"]
    return str(answer["webhook"]["id"])


async def test_what_is_sent_is_what_the_log_says_signed_and_in_order(
    server: Backend, place: Receiver
) -> None:
    host, ben = [await server.client() for _ in range(2)]
    await hook(host, place)
    code = await host.new_room()
    await ben.new_room()
    await host.join(code)
    await ben.join(code)
    for number in range(5):
        id_ = f"8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a5{number}"
        await ben.do("chat:send", clientId=id_, content="Hello")
    await ben.do("leave")
    await host.do("room:end")
    await place.until(lambda: "room.ended" in place.types())
    assert place.received == await EventReader.of(host).all()
    assert place.ids == [f"evt_{event['seq']}" for event in place.received]
    _, answer = await call(host, "GET", "")
    assert [(one["waiting"], one["failing"]) for one in answer["items"]] == [(0, 0)]


async def test_types_are_chosen_and_a_message_can_be_tried(
    server: Backend, place: Receiver
) -> None:
    host = await server.client()
    id_ = await hook(host, place, types=["room.ended"], description="Billing")
    _, tried = await call(host, "POST", f"/{id_}/test")
    assert (tried["delivered"], tried["status"], tried["error"]) == (True, 204, None)
    code = await host.new_room()
    await host.join(code)
    await host.do("leave")
    await place.until(lambda: len(place.received) == 2)
    assert place.types() == ["test", "room.ended"]
    place.answer = lambda _: web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})
    _, tried = await call(host, "POST", f"/{id_}/test")
    assert (tried["delivered"], tried["status"]) == (False, 302)
    assert "nobody follows" in tried["error"]


async def test_what_does_not_arrive_is_sent_again_before_what_follows(
    server: Backend, place: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "FIRST_DELAY", 0.05)
    monkeypatch.setattr(dispatcher, "LAST_DELAY", 0.2)
    host, ben = [await server.client() for _ in range(2)]
    await hook(host, place)
    failing, other = await host.new_room(), await host.new_room()
    failures = {"left": 4}

    def refuse(message: dict[str, Any]) -> web.Response | None:
        fails = message["roomCode"] == failing and message["type"] == "participant.joined"
        if not (fails and failures["left"]):
            return None
        failures["left"] -= 1
        return web.Response(status=500)

    place.answer = refuse
    for client, code in ((host, failing), (ben, other)):
        await client.join(code)
        await client.do("leave")
    await place.until(lambda: place.types().count("room.ended") == 2)
    by_room = defaultdict(list)
    for message in place.received:
        by_room[message["roomCode"]].append(message["type"])
    expected = ["room.created", "room.started", "participant.joined", "participant.left"]
    assert by_room == {code: [*expected, "room.ended"] for code in (failing, other)}
    assert failures["left"] == 0


async def test_what_is_given_up_is_shown_and_sent_again_when_asked(
    server: Backend, place: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "GIVE_UP_AFTER", timedelta(0))
    host = await server.client()
    id_ = await hook(host, place, types=["room.created"])
    place.answer = lambda _: web.Response(status=503)
    codes = [await host.new_room() for _ in range(2)]
    await place.until(lambda: place.tried >= 2)

    async def dead() -> list[dict[str, Any]]:
        _, answer = await call(host, "GET", f"/{id_}/deliveries")
        items: list[dict[str, Any]] = answer["items"]
        return items

    while len(letters := await dead()) < 2:
        await place.until(lambda: True)
    assert [letter["event"]["roomCode"] for letter in letters] == codes
    assert {(one["lastStatus"], one["attempts"]) for one in letters} == {(503, 1)}
    _, answer = await call(host, "GET", f"/{id_}")
    assert answer["dead"] == 2
    place.answer = lambda _: None
    first = letters[0]["event"]["seq"]
    path = f"/{id_}/deliveries/{first}/replay"
    assert await call(host, "POST", path) == (200, {"count": 1})
    await place.until(lambda: len(place.received) == 1)
    assert place.ids == [f"evt_{first}"]
    assert await call(host, "POST", f"/{id_}/replay") in [(200, {"count": n}) for n in (1, 2)]
    await place.until(lambda: codes[1] in [one["roomCode"] for one in place.received])
    while await dead():
        pass
    assert (await call(host, "POST", path))[0] == 404


async def test_an_admin_sees_what_did_not_arrive_and_sends_it_again(
    server: Backend, place: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "GIVE_UP_AFTER", timedelta(0))
    host, ben, admin = [await server.client() for _ in range(3)]
    await set_admin(server.settings, admin.name, admin=True)
    well = await hook(ben, place, types=["message"], description="Well")
    id_ = await hook(host, place, types=["room.created"], description="Billing")
    place.answer = lambda _: web.Response(status=503)
    code = await host.new_room(name="Secret plans")
    await place.until(lambda: place.tried >= 1)

    async def ask(method: str, path: str) -> Any:
        status, answer = await call(admin, method, path, root="admin/webhooks")
        assert status == 200, answer
        return answer

    while not (troubled := (await ask("GET", "?troubled=true"))["items"]):
        await place.until(lambda: True)
    every = (await ask("GET", "?limit=1"), await ask("GET", ""))
    assert [one["id"] for one in every[1]["items"]] == [id_, well]
    rest = await ask("GET", f"?cursor={every[0]['nextCursor']}")
    assert [one["id"] for one in rest["items"]] == [well]
    # Where it goes, and no secret that an address may have.
    (one,) = troubled
    assert (one["owner"], one["dead"], one["place"]) == (host.name, 1, place.url.rpartition("/")[0])
    assert "url" not in one
    (letter,) = (await ask("GET", f"/{id_}/deliveries"))["items"]
    assert (letter["roomCode"], letter["type"], letter["lastStatus"]) == (code, "room.created", 503)
    assert "Secret plans" not in str(letter)
    place.answer = lambda _: None
    assert await ask("POST", f"/{id_}/deliveries/{letter['seq']}/replay") == {"count": 1}
    await place.until(lambda: len(place.received) == 1)
    while (await ask("GET", "?troubled=true"))["items"]:
        pass
    assert await ask("POST", f"/{id_}/replay") == {"count": 0}
    nowhere = f"/{server.settings.node}/replay"
    assert (await call(admin, "POST", nowhere, root="admin/webhooks"))[0] == 404
    assert (await call(host, "GET", "", root="admin/webhooks"))[0] == 403


async def test_two_secrets_sign_while_one_takes_over(server: Backend, place: Receiver) -> None:
    host = await server.client()
    id_ = await hook(host, place)
    before = place.secret
    status, answer = await call(host, "POST", f"/{id_}/rotate")
    assert status == 200
    assert answer["secret"] != before
    for secret in (before, answer["secret"]):
        place.secret = secret
        _, tried = await call(host, "POST", f"/{id_}/test")
        assert tried["delivered"], tried
    _, again = await call(host, "POST", f"/{id_}/rotate")
    place.secret = before
    _, tried = await call(host, "POST", f"/{id_}/test")
    assert not tried["delivered"], "Of two secrets the older is void."
    place.secret = again["secret"]
    assert (await call(host, "POST", f"/{id_}/test"))[1]["delivered"]


async def test_webhooks_are_their_owners_alone(server: Backend, place: Receiver) -> None:
    host, ben = [await server.client() for _ in range(2)]
    id_ = await hook(host, place)
    for method, path in (
        ("GET", ""),
        ("DELETE", ""),
        ("POST", "/rotate"),
        ("POST", "/test"),
        ("GET", "/deliveries"),
        ("POST", "/replay"),
        ("POST", "/deliveries/1/replay"),
    ):
        assert (await call(ben, method, f"/{id_}{path}"))[0] == 404
    assert (await call(ben, "PATCH", f"/{id_}", enabled=False))[0] == 404
    assert await call(ben, "GET", "") == (200, {"items": []})
    status, off = await call(host, "PATCH", f"/{id_}", enabled=False, types=["message"])
    assert (status, off["enabled"], off["types"]) == (200, False, ["message"])
    assert (await call(host, "DELETE", f"/{id_}"))[0] == 204
    assert (await call(host, "GET", f"/{id_}"))[0] == 404
    for _ in range(20):
        await hook(host, place)
    status, problem = await call(host, "POST", "", url=place.url)
    assert (status, problem["code"]) == (429, "webhook_quota_reached")


async def test_an_endless_answer_takes_nothing(server: Backend, place: Receiver) -> None:
    host = await server.client()
    id_ = await hook(host, place)
    place.answer = lambda _: web.Response(body=b"x" * 10_000_000)
    _, tried = await call(host, "POST", f"/{id_}/test")
    assert (tried["delivered"], tried["status"]) == (True, 200)
