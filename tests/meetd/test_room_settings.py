"""Settings of a room, as they are stored."""

from __future__ import annotations

from dataclasses import asdict

from meetd.room_settings import Access, ReadableHistory, RoomSettings, restored, stored


def test_what_was_chosen_is_what_is_read() -> None:
    chosen = RoomSettings(access=Access.OPEN, locked=True, limit=4, history=ReadableHistory.JOINED)
    plain = stored(asdict(chosen))
    assert plain["access"] == "open"
    assert type(plain["access"]) is str
    assert restored(plain) == chosen
    assert restored({}) == RoomSettings()
    assert restored({"limit": None}).limit is None


def test_what_another_release_wrote_is_as_if_it_were_not_there() -> None:
    plain = {"access": "moon", "locked": "yes", "limit": True, "later": 7, "waitForHost": 1}
    assert restored(plain) == RoomSettings()
    assert restored({"locked": None, "wait_for_host": True}) == RoomSettings(wait_for_host=True)
