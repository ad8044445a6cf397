"""What every request needs, and that it is asked."""

from __future__ import annotations

from unittest.mock import AsyncMock

import pytest
from marshmallow import Schema

from meetd.auth.needs import SIGNED_IN
from meetd.rooms import moving, permissions
from meetd.rooms.permissions import PERMISSIONS, Permission, Role
from meetd.signaling.handlers import OPERATIONS
from meetd.signaling.operation import Operation, RoomOperation
from meetd.wire.catalogue.definitions import Leaves
from meetd.wire.catalogue.sockets import REQUESTS
from support.backend import Backend

JOIN, CHAT = Permission.JOIN, Permission.CHAT

# Who may do what changes here too, so that it is seen.
NEEDS = {
    "join": SIGNED_IN,
    "leave": SIGNED_IN,
    "knock": SIGNED_IN,
    "knocks:admit": Permission.ADMIT,
    "knocks:deny": Permission.ADMIT,
    "participants:page": Permission.JOIN,
    "ping": SIGNED_IN,
    "media": JOIN,
    "hand": Permission.RAISE_HAND,
    "react": Permission.REACT,
    "spotlight": Permission.MODERATE,
    "companion": JOIN,
    "quality": JOIN,
    "mode:ready": JOIN,
    "mode:failed": JOIN,
    "p2p:signal": JOIN,
    "sfu:proof": JOIN,
    "sfu:transport:create": JOIN,
    "sfu:transport:plain": JOIN,
    "sfu:transport:heard": JOIN,
    "sfu:transport:connect": JOIN,
    "sfu:transport:restart": JOIN,
    "sfu:transport:close": JOIN,
    "sfu:produce": JOIN,
    "sfu:producer:pause": JOIN,
    "sfu:producer:resume": JOIN,
    "sfu:producer:close": JOIN,
    "sfu:consume": JOIN,
    "sfu:consumer:resume": JOIN,
    "sfu:consumer:pause": JOIN,
    "sfu:consumer:close": JOIN,
    "sfu:consumer:layers": JOIN,
    "sfu:consumer:priority": JOIN,
    "sfu:consumer:keyframe": JOIN,
    "chat:send": CHAT,
    "chat:edit": CHAT,
    "chat:delete": JOIN,
    "chat:react": Permission.REACT,
    "chat:history": JOIN,
    "chat:search": JOIN,
    **dict.fromkeys(
        (
            "people:stop",
            "people:mute",
            "people:ask",
            "people:remove",
            "people:role",
            "people:hand",
            "people:hands",
            "room:rules",
            "room:end",
        ),
        Permission.MODERATE,
    ),
    "rename": Permission.RENAME,
    "file:offer": Permission.SHARE_FILES,
    "file:open": JOIN,
    "draw:stroke": Permission.DRAW,
    "draw:undo": Permission.DRAW,
    "draw:clear": JOIN,
    "draw:allow": Permission.PRESENT,
    "board:open": Permission.PRESENT,
    "board:close": JOIN,
    "polls:list": JOIN,
    "polls:vote": JOIN,
    **dict.fromkeys(("polls:create", "polls:open", "polls:delete"), Permission.POLL),
    **dict.fromkeys(("timer:set", "timer:add", "timer:stop"), Permission.TIME),
    **dict.fromkeys(
        (
            "breakouts:plan",
            "breakouts:assign",
            "breakouts:expect",
            "breakouts:open",
            "breakouts:time",
            "breakouts:close",
            "breakouts:say",
        ),
        Permission.BREAK_OUT,
    ),
    "breakouts:choose": JOIN,
    "breakout:help": JOIN,
}


def test_every_request_says_what_it_needs() -> None:
    assert {name: operation.needs for name, operation in OPERATIONS.items()} == NEEDS


def test_one_that_says_nothing_is_none() -> None:
    for kind in (Operation, RoomOperation):
        with pytest.raises(TypeError, match="needs"):
            kind(schema=Schema(), handler=AsyncMock())  # type: ignore[call-arg]


NOBODY = "8c3cf0b4-6a3c-4a40-9f0f-2a4c4b1a3a55"
"""An id that nothing has."""
SAID: dict[str, dict[str, object]] = {
    "media": {},
    "hand": {"raised": True},
    "react": {"sign": "heart"},
    "spotlight": {"participantId": None},
    "companion": {"participantId": None},
    "quality": {},
    "participants:page": {},
    "knocks:admit": {},
    "knocks:deny": {},
    "mode:ready": {"epoch": 1},
    "mode:failed": {"epoch": 1, "reason": ""},
    "p2p:signal": {"epoch": 1, "to": "x", "payload": {}},
    "sfu:proof": {"works": True},
    "sfu:transport:create": {"routerId": "x", "direction": "send"},
    "sfu:transport:plain": {"routerId": "x", "direction": "send", "key": "k" * 40},
    "sfu:transport:heard": {"transportId": "x"},
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
    "chat:send": {"clientId": NOBODY, "content": "Hello"},
    "chat:edit": {"messageId": 1, "content": "Hello"},
    "chat:delete": {"messageId": 1},
    "chat:react": {"messageId": 1, "emoji": "👍", "on": True},
    "chat:history": {},
    "chat:search": {"words": "hello"},
    "rename": {"username": "Somebody"},
    "file:offer": {"name": "a.txt", "size": 1},
    "file:open": {"messageId": 1},
    "draw:stroke": {"on": "x", "strokeId": "x", "tool": "pen", "points": [1, 1]},
    "draw:undo": {"on": "x"},
    "draw:clear": {"on": "x"},
    "draw:allow": {"allowed": True},
    "board:open": {},
    "board:close": {},
    "polls:list": {},
    "polls:create": {"question": "Tea?", "options": ["Yes", "No"]},
    "polls:open": {"pollId": NOBODY, "open": True},
    "polls:delete": {"pollId": NOBODY},
    "polls:vote": {"pollId": NOBODY, "choices": [0]},
    "timer:set": {"seconds": 60},
    "timer:add": {"seconds": 60},
    "timer:stop": {},
    "breakouts:plan": {"names": []},
    "breakouts:assign": {"userId": NOBODY, "room": None},
    "breakouts:expect": {"name": "ada", "room": None},
    "breakouts:choose": {"room": 0},
    "breakouts:open": {},
    "breakouts:time": {"seconds": 60},
    "breakouts:close": {},
    "breakouts:say": {"text": "Hello"},
    "breakout:help": {},
    "people:stop": {"participantId": "x", "source": "camera"},
    "people:mute": {},
    "people:ask": {"participantId": "x", "source": "camera"},
    "people:remove": {"participantId": "x"},
    "people:role": {"participantId": "x", "role": "viewer"},
    "people:hand": {"participantId": "x"},
    "people:hands": {},
    "room:rules": {},
    "room:end": {},
}  # fmt: skip
# What ends the meeting comes last.
INSIDE = [name for name in SAID if NEEDS[name] is not SIGNED_IN]
IN_A_MESSAGE = {"file:offer"}
"""What leads to a message needs what that needs too."""


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
async def test_what_a_room_takes_along_is_refused_while_it_moves(
    shared: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is added to the catalogue: else it would be acknowledged, and lost."""
    monkeypatch.setattr(moving, "WAITS", 0.0)
    anna = await shared.client()
    code = await anna.new_room()
    await anna.join(code)
    live = shared.live(code)
    refused = set()
    async with live.still():
        before = live.handover.save()
        for name in INSIDE:
            answer = await anna.ask(name, **SAID[name])
            if not answer["ok"] and answer["error"]["code"] == "room_elsewhere":
                refused.add(name)
        assert live.handover.save() == before
    assert refused == {one.name for one in REQUESTS if one.leaves is Leaves.ROOM}
    assert all("room_elsewhere" in one.codes for one in REQUESTS if one.name in refused)
    # And is carried out where the room stays.
    await anna.do("hand", raised=True)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("withheld", [CHAT])
async def test_without_its_permission_a_request_is_refused(
    shared: Backend, monkeypatch: pytest.MonkeyPatch, withheld: Permission
) -> None:
    others = PERMISSIONS[Role.HOST] - {withheld}
    monkeypatch.setattr(permissions, "PERMISSIONS", {**PERMISSIONS, Role.HOST: others})
    anna = await shared.client()
    await anna.join(await anna.new_room())
    for name in INSIDE:
        answer = await anna.ask(name, **SAID[name])
        refused = not answer["ok"] and answer["error"]["code"] == "forbidden"
        expected = NEEDS[name] is withheld or name in IN_A_MESSAGE
        assert refused is expected, (name, answer)


@pytest.mark.asyncio(loop_scope="module")
async def test_who_may_not_join_does_not(shared: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "PERMISSIONS", dict.fromkeys(Role, frozenset()))
    anna = await shared.client()
    here = {"code": await anna.new_room(), "microphone": True, "camera": True}
    assert await anna.refused("join", **here) == "forbidden"
    assert await anna.refused("chat:history") == "not_in_room"
