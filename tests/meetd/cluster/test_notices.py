"""Notices of the bus as other servers get them."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from meetd.cluster.bus import BreakoutNotice, Notice, RoomDeleted
from meetd.cluster.redis_bus import _decoded, _encoded
from meetd.model import RoomId

ROOM = RoomId(uuid4())


@pytest.mark.parametrize(
    "notice",
    [
        RoomDeleted(ROOM),
        BreakoutNotice(ROOM, "closed", {}),
        BreakoutNotice(ROOM, "present", {"room_id": str(ROOM), "people": {str(ROOM): "ädä"}}),
        BreakoutNotice(ROOM, "moved", {"user_id": str(ROOM), "code": None}),
        BreakoutNotice(ROOM, "time", {"ends_at": 12.5}),
    ],
)
def test_they_arrive_as_they_were(notice: Notice) -> None:
    assert _decoded(json.loads(_encoded("a server", notice))) == notice
