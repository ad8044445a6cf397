"""Standing of people in one meeting, from one server to the next."""

from __future__ import annotations

from uuid import uuid4

from meetd.auth.principal import Principal
from meetd.model import SessionId, UserId
from meetd.rooms.standing import Standing


def test_another_name_goes_along_until_one_has_a_newer_one() -> None:
    somebody = UserId(uuid4())
    before, after = Standing(), Standing()
    mara = Principal(somebody, "Mara", SessionId(uuid4()))
    before.rename(mara, "Mara Lund")
    after.restore(before.save())
    assert after.name_of(mara) == "Mara Lund"
    # A guest may come again under another name.
    assert after.name_of(Principal(somebody, "Mo", mara.session_id)) == "Mo"
    after.rename(mara, "Mara")
    assert after.save()["names"] == {}


def test_a_server_of_before_tells_of_no_names() -> None:
    standing = Standing()
    standing.restore({"roles": {}, "removed": []})
    assert standing.names == {}
