"""Coming in, going, coming back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from socketio.exceptions import ConnectionError as RefusedError

from meetd.db.messages import Messages
from meetd.model import Message
from meetd.rooms.registry import Registry
from support.backend import Backend, backend, settings
from support.postgres import Postgres

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def server(shared: Backend) -> Backend:
    return shared


async def test_a_socket_without_a_token_is_refused(server: Backend) -> None:
    client = await server.account()
    client.token = "nonsense"
    told: list[object] = []
    client.socket.on("connect_error", told.append)
    with pytest.raises(RefusedError):
        await client.connect()
    assert told == [
        {"message": "Sign in first.", "data": {"code": "unauthorized", "message": "Sign in first."}}
    ]


async def test_a_page_that_shows_somebody_gets_no_socket_of_another(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    await anna.join(await ben.new_room())
    await ben.socket.disconnect()
    told: list[Any] = []
    ben.socket.on("connect_error", told.append)
    shows_anna = {"token": ben.token, "account": anna.joined["room"]["hostId"][::-1]}
    with pytest.raises(RefusedError):
        await ben.socket.connect(ben.url, auth=shows_anna, transports=["websocket"])
    assert [refused["data"]["code"] for refused in told] == ["account_changed"]
    # The room is Ben's.
    shows_ben = {"token": ben.token, "account": anna.joined["room"]["hostId"]}
    await ben.socket.connect(ben.url, auth=shows_ben, transports=["websocket"])


async def test_the_first_finds_an_empty_room_in_p2p(server: Backend) -> None:
    anna = await server.client()
    joined = await anna.join(await anna.new_room())
    assert joined["participants"] == []
    assert joined["mode"]["mode"] == "p2p"
    assert joined["mode"]["routerRtpCapabilities"]["codecs"]
    assert joined["resumed"] is False
    assert joined["messages"] == []


async def test_everybody_hears_who_comes_and_goes(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    joined = await ben.join(code)
    assert [p["username"] for p in joined["participants"]] == [anna.name]
    told = await anna.told("participant:joined")
    assert told["participant"]["id"] == ben.id
    await ben.do("leave")
    assert await anna.told("participant:left") == {"participantId": ben.id, "reason": "left"}


async def test_a_person_is_in_a_room_once(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    again = await server.another_window(anna)
    here = {"code": code, "microphone": True, "camera": True}
    assert await again.refused("join", **here) == "joined_elsewhere"

    joined = await again.join(code, takeOver=True)
    assert [p["id"] for p in joined["participants"]] == [ben.id]
    assert (await anna.told("room:ended"))["code"] == "replaced"
    left = await ben.told("participant:left")
    assert left == {"participantId": anna.id, "reason": "replaced"}
    assert await anna.refused("media", camera=False) == "not_in_room"


async def test_a_lost_window_is_replaced_without_a_question(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    await anna.socket.disconnect()
    await ben.told("participant:updated")
    again = await server.another_window(anna)
    joined = await again.join(code)
    assert [p["id"] for p in joined["participants"]] == [ben.id]


async def test_those_inside_are_told_how_the_room_is_set(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    joined = await anna.join(code)
    said = {"name": "Retro", "settings": {"locked": True}}
    async with anna.http.patch(
        f"{anna.url}/api/v1/rooms/{code}", json=said, headers=anna.signed_in
    ) as answer:
        assert answer.status == 200
    told = (await anna.told("room:changed"))["room"]
    assert (told["id"], told["name"]) == (joined["room"]["id"], "Retro")
    assert told["settings"] == joined["room"]["settings"] | {"locked": True}


async def test_in_two_rooms_at_once(server: Backend) -> None:
    anna = await server.client()
    await anna.join(await anna.new_room())
    again = await server.another_window(anna)
    await again.join(await anna.new_room())


@pytest.mark.parametrize("code", ["abc-defg-hij", "", "\x00", "ABC-DEFG-HIJ", "x" * 64])
async def test_an_unknown_room(server: Backend, code: str) -> None:
    anna = await server.client()
    refused = await anna.refused("join", code=code, microphone=True, camera=True)
    assert refused == ("room_not_found" if code else "invalid_request")


async def test_one_socket_is_in_one_room(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    await anna.join(code)
    assert await anna.refused("join", code=code, microphone=True, camera=True) == "already_in_room"


async def test_a_room_is_full_at_the_operators_limit(postgres: Postgres, tmp_path: Path) -> None:
    async with backend(settings(tmp_path, await postgres.migrated(), room_limit=2)) as server:
        anna, ben, carl = [await server.client() for _ in range(3)]
        code = await anna.new_room()
        await anna.join(code)
        await ben.join(code)
        assert await carl.refused("join", code=code, microphone=True, camera=True) == "room_full"
        await ben.do("leave")
        await carl.join(code)


async def test_outside_a_room_nothing_can_be_done(server: Backend) -> None:
    anna = await server.client()
    assert await anna.refused("media", camera=False) == "not_in_room"
    assert await anna.refused("mode:ready", epoch=1) == "not_in_room"
    assert await anna.refused("chat:history") == "not_in_room"


async def test_what_is_on_is_told_to_the_others(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    await ben.do("media", camera=False, screen=True)
    told = (await anna.told("participant:updated"))["participant"]
    assert (told["microphone"], told["camera"], told["screen"]) == (True, False, True)


async def test_what_limits_a_picture_at_its_source_is_told_to_the_others(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    assert anna.heard("participant:updated") == []
    for limited in ("processor", "network", None):
        await ben.do("media", limited=limited)
        told = (await anna.told("participant:updated"))["participant"]
        assert (told["id"], told["limited"]) == (ben.id, limited)
    assert await ben.refused("media", limited="mood") == "invalid_request"
    assert anna.heard("participant:updated") == []
    await ben.do("media", limited="network")
    carl = await server.client()
    joined = await carl.join(code)
    assert [one["limited"] for one in joined["participants"]] == [None, "network"]


async def test_a_broken_connection_comes_back_as_the_same_participant(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    before = await ben.join(code)
    await ben.socket.disconnect()
    told = (await anna.told("participant:updated"))["participant"]
    assert (told["id"], told["connected"]) == (ben.id, False)
    await ben.connect()
    resume = {"participantId": ben.id, "token": before["resumeToken"]}
    after = await ben.join(code, resume=resume)
    assert after["resumed"] is True
    assert after["participantId"] == before["participantId"]
    assert after["mode"]["epoch"] == before["mode"]["epoch"]
    told = (await anna.told("participant:updated"))["participant"]
    assert (told["id"], told["connected"]) == (ben.id, True)
    assert anna.heard("participant:left") == []


async def test_hands_are_up_in_the_servers_order_also_of_who_comes_back(server: Backend) -> None:
    anna, ben, carl = [await server.client() for _ in range(3)]
    code = await anna.new_room()
    await anna.join(code)
    before = await ben.join(code)
    assert before["hand"] is None
    await ben.do("hand", raised=True)
    # Also who raised it is told: that is when it is up.
    for each in (anna, ben):
        told = (await each.told("participant:updated"))["participant"]
        assert (told["id"], told["hand"]) == (ben.id, 1)
    await anna.do("hand", raised=True)
    assert [one["hand"] for one in (await carl.join(code))["participants"]] == [2, 1]
    await ben.socket.disconnect()
    await ben.connect()
    resume = {"participantId": ben.id, "token": before["resumeToken"]}
    assert (await ben.join(code, resume=resume))["hand"] == 1
    await ben.do("hand", raised=False)
    await carl.do("hand", raised=True)
    told = (await anna.told("participant:updated"))["participant"]
    while told["id"] != carl.id:
        told = (await anna.told("participant:updated"))["participant"]
    assert told["hand"] == 3
    assert await carl.refused("hand", raised=1) == "invalid_request"


async def test_one_at_most_is_in_the_spotlight(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    await anna.do("spotlight", participantId=ben.id)
    told = (await ben.told("participant:updated"))["participant"]
    assert (told["id"], told["spotlight"]) == (ben.id, True)
    await anna.do("spotlight", participantId=anna.id)
    told = [(await ben.told("participant:updated"))["participant"] for _ in range(2)]
    assert {one["id"]: one["spotlight"] for one in told} == {anna.id: True, ben.id: False}
    assert await anna.refused("spotlight", participantId="nobody") == "unknown_participant"
    carl = await server.client()
    lights = [one["spotlight"] for one in (await carl.join(code))["participants"]]
    assert lights == [True, False]
    await anna.do("spotlight", participantId=None)
    told = [(await ben.told("participant:updated"))["participant"]]
    assert (told[0]["id"], told[0]["spotlight"]) == (anna.id, False)


async def test_nobody_takes_over_somebody_elses_place(server: Backend) -> None:
    anna, ben, eve = [await server.client() for _ in range(3)]
    code = await anna.new_room()
    await anna.join(code)
    joined = await ben.join(code)
    resume = {"participantId": ben.id, "token": joined["resumeToken"]}
    stolen = await eve.join(code, resume=resume)
    assert stolen["resumed"] is False
    assert stolen["participantId"] != ben.id
    guessed = {"participantId": ben.id, "token": "wrong"}
    await ben.socket.disconnect()
    await ben.connect()
    assert (await ben.join(code, resume=guessed))["resumed"] is False


async def test_a_second_socket_of_the_same_participant_ends_the_first(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    joined = await anna.join(code)
    again = await server.account()
    again.token = anna.token
    await again.connect()
    resume = {"participantId": anna.id, "token": joined["resumeToken"]}
    assert (await again.join(code, resume=resume))["resumed"] is True
    assert (await anna.told("room:ended"))["code"] == "replaced"
    await again.socket.disconnect()


async def test_signing_out_ends_the_call(server: Backend) -> None:
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    headers = {"Authorization": f"Bearer {ben.token}"}
    async with ben.http.post(f"{server.url}/api/v1/auth/logout", headers=headers) as answer:
        assert answer.status == 204
    assert (await ben.told("session:ended"))["code"] == "unauthorized"
    assert (await anna.told("participant:left"))["reason"] == "removed"


async def test_a_deleted_room_puts_everybody_out(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    await anna.join(code)
    headers = {"Authorization": f"Bearer {anna.token}"}
    async with anna.http.delete(f"{server.url}/api/v1/rooms/{code}", headers=headers) as answer:
        assert answer.status == 204
    assert (await anna.told("room:ended"))["code"] == "room_deleted"
    assert await anna.refused("media", camera=False) == "not_in_room"


async def test_who_was_away_while_the_room_was_deleted_is_told_so(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    joined = await anna.join(code)
    resume = {"participantId": joined["participantId"], "token": joined["resumeToken"]}
    headers = {"Authorization": f"Bearer {anna.token}"}
    async with anna.http.delete(f"{server.url}/api/v1/rooms/{code}", headers=headers) as answer:
        assert answer.status == 204
    asked = {"code": code, "microphone": True, "camera": True}
    await anna.do("leave")
    assert await anna.refused("join", **asked, resume=resume) == "room_deleted"
    assert await anna.refused("join", **asked) == "room_not_found"


async def test_events_that_there_are_not(server: Backend) -> None:
    anna = await server.client()
    assert await anna.refused("no:such:event") == "invalid_request"


async def test_too_many_requests_at_once(server: Backend) -> None:
    anna = await server.client()
    answers = [await anna.ask("ping") for _ in range(450)]
    codes = {answer["error"]["code"] for answer in answers if not answer["ok"]}
    assert codes <= {"too_many_requests"}
    assert answers[0]["ok"]


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Event, asyncio.Event]:
    """Whoever comes in waits for the history: set when they do, and until this is set."""
    waits, go_on = asyncio.Event(), asyncio.Event()
    page = Messages.page

    async def slowly(*args: Any, **how: Any) -> list[Message]:
        waits.set()
        await go_on.wait()
        return await page(*args, **how)

    monkeypatch.setattr(Messages, "page", slowly)
    return waits, go_on


async def test_who_comes_in_while_the_room_is_deleted_stays_outside(
    server: Backend, held: tuple[asyncio.Event, asyncio.Event]
) -> None:
    anna = await server.client()
    code = await anna.new_room()
    waits, go_on = held
    joining = asyncio.create_task(anna.refused("join", code=code, microphone=True, camera=True))
    await waits.wait()
    headers = {"Authorization": f"Bearer {anna.token}"}
    async with anna.http.delete(f"{server.url}/api/v1/rooms/{code}", headers=headers) as answer:
        assert answer.status == 204
    go_on.set()
    assert await joining == "room_deleted"
    assert await anna.refused("chat:history") == "not_in_room"


async def test_who_comes_in_while_the_server_stops_is_sent_to_the_next_one(
    postgres: Postgres,
    tmp_path: Path,
    held: tuple[asyncio.Event, asyncio.Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Registry] = []
    init = Registry.__init__

    def noted(self: Registry, **parts: Any) -> None:
        made.append(self)
        init(self, **parts)

    monkeypatch.setattr(Registry, "__init__", noted)
    waits, go_on = held
    async with backend(settings(tmp_path, await postgres.migrated())) as server:
        anna, ben = await server.client(), await server.client()
        here = {"code": await anna.new_room(), "microphone": True, "camera": True}
        joining = asyncio.create_task(anna.refused("join", **here))
        await waits.wait()
        made[0].stop()
        go_on.set()
        assert await joining == "server_stopping"
        assert await ben.refused("join", **here) == "server_stopping"
