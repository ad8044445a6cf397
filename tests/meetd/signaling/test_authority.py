"""What every request needs, and that it is asked."""

from __future__ import annotations

from unittest.mock import AsyncMock

import pytest
from marshmallow import Schema

from meetd.auth.needs import SIGNED_IN
from meetd.rooms import live_room
from meetd.rooms.permissions import PARTICIPANT, Permission
from meetd.signaling.handlers import OPERATIONS
from meetd.signaling.operation import Operation, RoomOperation
from support.backend import Backend

JOIN, PUBLISH, CHAT = Permission.JOIN, Permission.PUBLISH, Permission.CHAT

# Who may do what changes here too, so that it is seen.
NEEDS = {
    "join": SIGNED_IN,
    "leave": SIGNED_IN,
    "participants:page": Permission.JOIN,
    "ping": SIGNED_IN,
    "media": JOIN,
    "mode:ready": JOIN,
    "mode:failed": JOIN,
    "p2p:signal": JOIN,
    "sfu:proof": JOIN,
    "sfu:transport:create": JOIN,
    "sfu:transport:connect": JOIN,
    "sfu:transport:restart": JOIN,
    "sfu:transport:close": JOIN,
    "sfu:produce": PUBLISH,
    "sfu:producer:pause": JOIN,
    "sfu:producer:resume": PUBLISH,
    "sfu:producer:close": JOIN,
    "sfu:consume": JOIN,
    "sfu:consumer:resume": JOIN,
    "sfu:consumer:pause": JOIN,
    "sfu:consumer:close": JOIN,
    "sfu:consumer:layers": JOIN,
    "sfu:consumer:priority": JOIN,
    "sfu:consumer:keyframe": JOIN,
    "chat:send": CHAT,
    "chat:history": JOIN,
}


def test_every_request_says_what_it_needs() -> None:
    assert {name: operation.needs for name, operation in OPERATIONS.items()} == NEEDS


def test_one_that_says_nothing_is_none() -> None:
    for kind in (Operation, RoomOperation):
        with pytest.raises(TypeError, match="needs"):
            kind(schema=Schema(), handler=AsyncMock())  # type: ignore[call-arg]


SAID: dict[str, dict[str, object]] = {
    "media": {},
    "participants:page": {},
    "mode:ready": {"epoch": 1},
    "mode:failed": {"epoch": 1, "reason": ""},
    "p2p:signal": {"epoch": 1, "to": "x", "payload": {}},
    "sfu:proof": {"works": True},
    "sfu:transport:create": {"routerId": "x", "direction": "send"},
    "sfu:transport:connect": {"transportId": "x", "dtlsParameters": {}},
    "sfu:transport:restart": {"transportId": "x"},
    "sfu:transport:close": {"transportId": "x"},
    "sfu:produce": {
        "transportId": "x", "kind": "audio", "source": "microphone", "rtpParameters": {},
        "paused": False,
    },
    "sfu:producer:pause": {"producerId": "x"},
    "sfu:producer:resume": {"producerId": "x"},
    "sfu:producer:close": {"producerId": "x"},
    "sfu:consume": {"transportId": "x", "rtpCapabilities": {}, "producerIds": ["x"]},
    "sfu:consumer:resume": {"consumerIds": ["x"]},
    "sfu:consumer:pause": {"consumerIds": ["x"]},
    "sfu:consumer:close": {"consumerIds": ["x"]},
    "sfu:consumer:layers": {"consumerId": "x", "spatialLayer": 0},
    "sfu:consumer:priority": {"consumerId": "x", "priority": 1},
    "sfu:consumer:keyframe": {"consumerId": "x"},
    "chat:send": {"clientId": "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55", "content": "Hello"},
    "chat:history": {},
}  # fmt: skip
INSIDE = [name for name, needs in NEEDS.items() if needs is not SIGNED_IN]


@pytest.mark.asyncio(loop_scope="module")
async def test_outside_a_room_its_requests_are_refused_after_their_shape(shared: Backend) -> None:
    anna = await shared.client()
    for name in INSIDE:
        assert await anna.refused(name, **SAID[name]) == "not_in_room", name
        assert await anna.refused(name, nonsense=1) == "invalid_request", name


@pytest.mark.asyncio(loop_scope="module")
async def test_who_went_can_do_nothing_there(shared: Backend) -> None:
    anna = await shared.client()
    await anna.join(await anna.new_room())
    await anna.do("leave")
    for name in INSIDE:
        assert await anna.refused(name, **SAID[name]) == "not_in_room", name


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("withheld", [PUBLISH, CHAT])
async def test_without_its_permission_a_request_is_refused(
    shared: Backend, monkeypatch: pytest.MonkeyPatch, withheld: Permission
) -> None:
    monkeypatch.setattr(live_room, "role_of", lambda *_: PARTICIPANT - {withheld})
    anna = await shared.client()
    await anna.join(await anna.new_room())
    for name in INSIDE:
        answer = await anna.ask(name, **SAID[name])
        refused = not answer["ok"] and answer["error"]["code"] == "forbidden"
        assert refused is (NEEDS[name] is withheld), (name, answer)


@pytest.mark.asyncio(loop_scope="module")
async def test_who_may_not_join_does_not(shared: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_room, "role_of", lambda *_: frozenset())
    anna = await shared.client()
    here = {"code": await anna.new_room(), "microphone": True, "camera": True}
    assert await anna.refused("join", **here) == "forbidden"
    assert await anna.refused("chat:history") == "not_in_room"
