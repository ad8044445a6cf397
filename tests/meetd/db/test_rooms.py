"""Rooms: found by their code, and listed page by page."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest

from meetd.db import rooms as rooms_module
from meetd.db.messages import Messages
from meetd.db.pool import Database
from meetd.db.rooms import Rooms, new_code
from meetd.db.users import Users
from meetd.model import Room, RoomId, UserId


async def host(db: Database, name: str = "host") -> UserId:
    return (await Users(db).add(f"{name}@example.org", name, "hash")).id


async def pages(db: Database, host_id: UserId, size: int) -> list[Room]:
    """All rooms, read page by page."""
    found: list[Room] = []
    while True:
        before = (found[-1].created_at, found[-1].id) if found else None
        page = await Rooms(db).of_host(host_id, before, size)
        assert len(page) <= size
        if not page:
            return found
        found += page


async def test_a_room_is_found_by_its_code(db: Database) -> None:
    room = await Rooms(db).add(await host(db), "Standup")
    assert await Rooms(db).by_code(room.code) == room
    assert await Rooms(db).by_code(new_code()) is None


@pytest.mark.parametrize(
    "change", [str.upper, lambda code: f"{code}\n", lambda code: f" {code}", lambda _: "\x00"]
)
async def test_no_other_text_finds_it(db: Database, change: Callable[[str], str]) -> None:
    room = await Rooms(db).add(await host(db), "Standup")
    assert await Rooms(db).by_code(change(room.code)) is None


def test_codes_look_like_codes() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch("[a-z]{3}-[a-z]{4}-[a-z]{3}", code) for code in codes)


async def test_a_code_that_is_taken_is_not_given_again(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    host_id = await host(db)
    first = await Rooms(db).add(host_id, "First")
    codes = iter([first.code, first.code, "abc-defg-hij"])
    monkeypatch.setattr(rooms_module, "new_code", lambda: next(codes))
    second = await Rooms(db).add(host_id, "Second")
    assert second.code == "abc-defg-hij"
    assert await Rooms(db).by_code(first.code) == first


@pytest.mark.parametrize("size", [1, 3, 7, 50])
async def test_pages_hold_every_room_once_newest_first(db: Database, size: int) -> None:
    host_id = await host(db)
    made = [await Rooms(db).add(host_id, str(number)) for number in range(7)]
    assert await pages(db, host_id, size) == made[::-1]


async def test_rooms_of_the_same_moment_are_not_lost_between_pages(db: Database) -> None:
    host_id = await host(db)
    made = {(await Rooms(db).add(host_id, str(number))).id for number in range(6)}
    await db.execute("UPDATE rooms SET created_at = now()")
    found = [room.id for room in await pages(db, host_id, 4)]
    assert set(found) == made
    assert len(found) == len(made)


async def test_rooms_of_others_are_not_listed(db: Database) -> None:
    mine, theirs = await host(db, "mine"), await host(db, "theirs")
    room = await Rooms(db).add(mine, "Mine")
    await Rooms(db).add(theirs, "Theirs")
    assert await pages(db, mine, 10) == [room]


async def test_a_new_name_is_kept_and_dated(db: Database) -> None:
    room = await Rooms(db).add(await host(db), "Before")
    renamed = await Rooms(db).change(room.id, "After")
    assert renamed is not None
    assert (renamed.name, renamed.code) == ("After", room.code)
    assert renamed.updated_at > room.updated_at
    assert await Rooms(db).change(RoomId(uuid4()), "Nobody's") is None


async def test_with_a_room_goes_what_was_said_there(db: Database) -> None:
    host_id = await host(db)
    room = await Rooms(db).add(host_id, "Room")
    await Messages(db).add(room.id, host_id, uuid4(), "hello")
    await Rooms(db).delete(room.id)
    assert await Rooms(db).by_code(room.code) is None
    assert await db.fetchval("SELECT count(*) FROM messages") == 0
    await Rooms(db).delete(room.id)
