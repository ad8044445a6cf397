"""Signing in and out, and what ends a session."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from meetd.auth import sessions as kept
from meetd.auth.principal import Principal
from meetd.auth.sessions import DEVICE_LENGTH, Sessions
from meetd.auth.token_pair import SignedIn
from meetd.db.pool import Database
from meetd.db.tokens import RefreshTokens
from meetd.errors import (
    EmailTaken,
    InvalidCredentials,
    InvalidRequest,
    NotFound,
    Unauthorized,
    Unavailable,
)
from meetd.model import SessionId

from .conftest import PASSWORD


async def principal(sessions: Sessions, signed_in: SignedIn) -> Principal:
    return await sessions.authenticate(signed_in.access)


async def assert_over(sessions: Sessions, signed_in: SignedIn) -> None:
    with pytest.raises(Unauthorized):
        await sessions.authenticate(signed_in.access)
    with pytest.raises(Unauthorized):
        await sessions.refresh(signed_in.refresh)


async def test_who_registers_is_signed_in(sessions: Sessions, anna: SignedIn) -> None:
    who = await principal(sessions, anna)
    assert (who.id, who.display_name, who.session_id) == (anna.user.id, "anna", anna.session_id)


@pytest.mark.parametrize(
    "login", ["anna", "ANNA", " anna ", "anna@example.org", "\uff21\uff4e\uff4e\uff41"]
)
async def test_either_name_signs_in(sessions: Sessions, anna: SignedIn, login: str) -> None:
    again = await sessions.login(login, PASSWORD, "Phone")
    assert again.user.id == anna.user.id
    assert again.session_id != anna.session_id


async def test_names_that_look_alike_are_one(sessions: Sessions, anna: SignedIn) -> None:
    with pytest.raises(EmailTaken):
        await sessions.register("\uff41nna@example.org", "another", PASSWORD, "")


async def test_sessions_are_listed_the_latest_first(sessions: Sessions, anna: SignedIn) -> None:
    phone = await sessions.login("anna", PASSWORD, "Phone")
    assert [s.id for s in await sessions.all(anna.user.id)] == [phone.session_id, anna.session_id]
    await sessions.refresh(anna.refresh)
    assert [s.id for s in await sessions.all(anna.user.id)] == [anna.session_id, phone.session_id]


async def test_a_devices_name_is_kept_to_a_length(sessions: Sessions, anna: SignedIn) -> None:
    await sessions.login("anna", PASSWORD, "x" * 10_000)
    assert "x" * DEVICE_LENGTH in {s.device for s in await sessions.all(anna.user.id)}


async def test_one_revoked_session_is_over_and_the_others_go_on(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    phone = await sessions.login("anna", PASSWORD, "Phone")
    renewed = await sessions.refresh(phone.refresh)
    await sessions.revoke(anna.user.id, phone.session_id)
    assert ended == [phone.session_id]
    await assert_over(sessions, renewed)
    await sessions.authenticate(anna.access)
    await sessions.refresh(anna.refresh)


async def test_nobody_revokes_what_is_not_theirs(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    ben = await sessions.register("ben@example.org", "ben", PASSWORD, "")
    for session_id in (anna.session_id, SessionId(uuid4())):
        with pytest.raises(NotFound):
            await sessions.revoke(ben.user.id, session_id)
    assert ended == []
    await sessions.authenticate(anna.access)


@pytest.mark.parametrize("tokens", ["both", "refresh", "access"])
async def test_either_token_signs_out(
    sessions: Sessions, anna: SignedIn, ended: list[Any], tokens: str
) -> None:
    await sessions.logout(
        anna.refresh if tokens != "access" else None, anna.access if tokens != "refresh" else None
    )
    assert ended == [anna.session_id]
    await assert_over(sessions, anna)
    await sessions.logout(anna.refresh, anna.access)
    assert ended == [anna.session_id]


async def test_signing_out_needs_no_good_token(sessions: Sessions, anna: SignedIn) -> None:
    await sessions.logout(None, None)
    await sessions.logout("nonsense", "\x00")
    await sessions.logout("nonsense", anna.access)
    await assert_over(sessions, anna)


async def test_a_new_password_ends_everything_before(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    phone = await sessions.login("anna", PASSWORD, "Phone")
    renewed = await sessions.change_password(
        await principal(sessions, anna), PASSWORD, "another password", "Anna's browser"
    )
    assert renewed.session_id == anna.session_id
    assert renewed.user.token_version == anna.user.token_version + 1
    for older in (anna, phone):
        await assert_over(sessions, older)
    assert ended == [phone.session_id]
    await sessions.authenticate(renewed.access)
    await sessions.refresh(renewed.refresh)
    with pytest.raises(InvalidCredentials):
        await sessions.login("anna", PASSWORD, "")
    await sessions.login("anna", "another password", "")


@pytest.mark.parametrize("step", ["add", "revoke_all"])
async def test_a_change_that_breaks_off_changes_nothing(
    sessions: Sessions,
    anna: SignedIn,
    ended: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    phone = await sessions.login("anna", PASSWORD, "Phone")
    who = await principal(sessions, anna)

    async def gone(*_args: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(RefreshTokens, step, gone)
        with pytest.raises(Unavailable):
            await sessions.change_password(who, PASSWORD, "another password", "")
    assert ended == []
    with pytest.raises(InvalidCredentials):
        await sessions.login("anna", "another password", "")
    for signed_in in (anna, phone):
        await principal(sessions, signed_in)
        await sessions.refresh(signed_in.refresh)
    await sessions.change_password(who, PASSWORD, "another password", "")
    await assert_over(sessions, phone)


async def test_an_older_version_is_refused_even_if_its_row_is_there(
    sessions: Sessions, anna: SignedIn, db: Database, ended: list[Any]
) -> None:
    """The version alone is enough: rows of an interrupted change may be left."""
    await db.execute("UPDATE users SET token_version = token_version + 1")
    await assert_over(sessions, anna)
    assert ended == []


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("a wrong password", "another password", "currentPassword"),
        ("", "another password", "currentPassword"),
        (PASSWORD, "short", "newPassword"),
        (PASSWORD, "x" * 257, "newPassword"),
    ],
)
async def test_a_change_that_is_refused_changes_nothing(
    sessions: Sessions, anna: SignedIn, current: str, new: str, field: str
) -> None:
    who = await principal(sessions, anna)
    with pytest.raises(InvalidRequest) as refused:
        await sessions.change_password(who, current, new, "")
    assert set(refused.value.fields or {}) == {field}
    assert await principal(sessions, anna) == who
    await sessions.login("anna", PASSWORD, "")


async def test_a_deleted_account_opens_nothing(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    await db.execute("DELETE FROM users")
    await assert_over(sessions, anna)


async def test_of_too_many_sessions_the_oldest_ends(
    sessions: Sessions, anna: SignedIn, ended: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MAX_SESSIONS", 3)
    second = await sessions.login("anna", PASSWORD, "Second")
    third = await sessions.login("anna", PASSWORD, "Third")
    ben = await sessions.register("ben@example.org", "ben", PASSWORD, "Ben's browser")
    # One that is used does not count as old.
    anna = await sessions.refresh(anna.refresh)
    fourth = await sessions.login("anna", PASSWORD, "Fourth")
    assert ended == [second.session_id]
    await assert_over(sessions, second)
    for signed_in in (anna, third, fourth, ben):
        await principal(sessions, signed_in)
