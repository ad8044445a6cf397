"""What one account may use, however often it comes and goes."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from aiohttp import ClientSession, DummyCookieJar

from meetd.errors import ChatQuotaReached, RoomQuotaReached, TooManyRequests
from meetd.model import UserId
from meetd.rest import rooms as rest_rooms
from meetd.rest.deps import DEPS
from meetd.rooms import quotas as limits
from meetd.rooms.chat import BURST, RATE
from meetd.rooms.message_text import MAX_LENGTH
from meetd.rooms.quotas import Quotas
from support.api import Api
from support.backend import Backend, Client


async def said(who: Client, count: int) -> int:
    """How many of so many messages are stored."""
    answers = [
        who.ask("chat:send", clientId=str(uuid4()), content=str(number)) for number in range(count)
    ]
    return sum(answer["ok"] for answer in await asyncio.gather(*answers))


def allowed_since(began: float) -> float:
    """Messages of one person that may be stored by now, however slow the machine is."""
    return BURST + RATE * (time.monotonic() - began) + 1


async def test_going_and_coming_back_gives_no_new_messages(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    stored, began = 0, time.monotonic()
    for _ in range(4):
        await anna.join(code)
        stored += await said(anna, int(BURST))
        await anna.do("leave")
    assert stored <= allowed_since(began)


async def test_many_rooms_at_once_give_no_more_messages(server: Backend) -> None:
    anna = await server.client()
    windows = [anna, *[await server.another_window(anna) for _ in range(4)]]
    for window in windows:
        await window.join(await anna.new_room())
    began = time.monotonic()
    stored = sum(await asyncio.gather(*(said(window, int(BURST)) for window in windows)))
    assert stored <= allowed_since(began)


def test_what_is_stored_in_a_day_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHAT_BYTES", 3 * MAX_LENGTH)
    quotas, anna, ben = Quotas(), UserId(uuid4()), UserId(uuid4())
    quotas.say(anna, "🙂" * (MAX_LENGTH // 2))
    with pytest.raises(ChatQuotaReached) as refusal:
        quotas.say(anna, "🙂" * (MAX_LENGTH // 2))
    assert refusal.value.retry_after
    quotas.say(anna, "short")
    quotas.say(ben, "🙂" * (MAX_LENGTH // 2))


def test_rooms_are_not_made_as_fast_as_one_can() -> None:
    quotas, anna = Quotas(), UserId(uuid4())
    for _ in range(int(limits.ROOM_BURST)):
        quotas.make_room(anna)
    with pytest.raises(RoomQuotaReached) as refusal:
        quotas.make_room(anna)
    assert refusal.value.retry_after
    quotas.make_room(UserId(uuid4()))


def test_nor_are_writes() -> None:
    quotas, anna = Quotas(), UserId(uuid4())
    for _ in range(int(limits.WRITE_BURST)):
        quotas.write(anna)
    with pytest.raises(TooManyRequests):
        quotas.write(anna)


async def test_nobody_comes_and_goes_without_an_end(server: Backend) -> None:
    """Each time all are told, and it is kept for weeks."""
    anna, ben = [await server.client() for _ in range(2)]
    code = await anna.new_room()
    await anna.join(code)
    quotas = Quotas()
    for _ in range(int(limits.COMES)):
        quotas.must_come(UserId(UUID(int=1)))
        quotas.came(UserId(UUID(int=1)))
    with pytest.raises(TooManyRequests):
        quotas.must_come(UserId(UUID(int=1)))
    comes = {"code": code, "microphone": False, "camera": False}
    while (answer := await ben.ask("join", **comes))["ok"]:
        await ben.do("leave")
    assert answer["error"]["code"] == "too_many_requests"
    assert len(anna.heard("participant:joined")) >= limits.COMES
    # Who comes back to their place has that.
    resume = {"participantId": anna.id, "token": anna.joined["resumeToken"]}
    for _ in range(3):
        anna = await server.another_window(anna)
        assert (await anna.join(code, resume=resume))["resumed"]


@pytest_asyncio.fixture
async def api(server: Backend) -> Api:
    http = await server._stack.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
    return Api(server, http)


async def test_rooms_are_counted_and_deleting_one_gives_it_back(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rest_rooms, "MAX_ROOMS", 3)
    token = await api.token()
    made = [await api.call("POST", "/rooms", {}, token=token) for _ in range(3)]
    assert [answer.status for answer in made] == [201] * 3
    (await api.call("POST", "/rooms", {}, token=token)).is_problem(429, "room_quota_reached")
    assert (await api.call("POST", "/rooms", {}, token=await api.token())).status == 201
    await api.call("DELETE", f"/rooms/{made[0].json['code']}", token=token)
    assert (await api.call("POST", "/rooms", {}, token=token)).status == 201
    (await api.call("POST", "/rooms", {}, token=token)).is_problem(429, "room_quota_reached")


async def test_writes_over_rest_are_counted_for_the_account(api: Api) -> None:
    token = await api.token()
    path = f"/rooms/{(await api.call('POST', '/rooms', {}, token=token)).json['code']}"
    # All but a few are used up, and nothing comes back, however long the database takes.
    me = UUID((await api.call("GET", "/users/me", token=token)).json["user"]["id"])
    quotas = api.backend.server.app[DEPS].quotas  # type: ignore[attr-defined]
    quotas._writes.of(me)._rate = 1e-3
    for _ in range(quotas.writes_left(me)[0] - 5):
        quotas.write(me)
    calls = (api.call("PATCH", path, {"name": "n"}, token=token) for _ in range(40))
    answers = await asyncio.gather(*calls)
    late = [answer for answer in answers if answer.status != 200]
    assert len(late) == len(answers) - 5
    for answer in late:
        answer.is_problem(429, "too_many_requests")
        assert int(answer.headers["Retry-After"]) >= 1
    assert (await api.call("GET", path, token=token)).status == 200
    assert (await api.call("POST", "/rooms", {}, token=await api.token())).status == 201


def test_new_keys_give_no_new_writes() -> None:
    quotas, anna, ben = Quotas(), UserId(uuid4()), UserId(uuid4())
    for _ in range(limits.KEYS_SHARE):
        # Each makes some, and is revoked.
        key = uuid4()
        for _ in range(int(limits.WRITE_BURST)):
            quotas.write(key, anna)
    last = uuid4()
    with pytest.raises(TooManyRequests):
        _write(quotas, last, anna, int(limits.WRITE_BURST))
    quotas.write(uuid4(), ben)
    # The person themself is kept from nothing.
    quotas.write(anna)


def _write(quotas: Quotas, key: UUID, whose: UserId, times: int) -> None:
    for _ in range(times):
        quotas.write(key, whose)


def test_many_guests_fill_no_more_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "GUESTS_BYTES", 3 * MAX_LENGTH)
    quotas, host, other = Quotas(), UserId(uuid4()), UserId(uuid4())
    for _ in range(3):
        quotas.say(UserId(uuid4()), "x" * MAX_LENGTH, host)
    late = UserId(uuid4())
    with pytest.raises(ChatQuotaReached):
        quotas.say(late, "x" * MAX_LENGTH, host)
    quotas.say(late, "x" * MAX_LENGTH, other)
    # Who has an account has their own.
    quotas.say(UserId(uuid4()), "x" * MAX_LENGTH)
