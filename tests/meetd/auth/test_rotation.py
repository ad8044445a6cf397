"""A refresh token is used once; again only where an honest browser might."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from meetd.auth.rotation import GRACE, SUCCESSORS
from meetd.auth.sessions import Sessions
from meetd.auth.token_pair import SignedIn, digest
from meetd.db.pool import Database
from meetd.db.tokens import RefreshTokens
from meetd.errors import Unauthorized
from meetd.model import SessionId


async def grace_over(db: Database) -> None:
    """Let what was used have been used before the grace."""
    await db.execute(
        "UPDATE refresh_tokens SET replaced_at = replaced_at - $1::interval * 2", GRACE
    )


async def is_over(sessions: Sessions, *tokens: SignedIn) -> bool:
    """Whether none of these tokens is worth anything."""
    for token in tokens:
        for use in (sessions.refresh(token.refresh), sessions.authenticate(token.access)):
            try:
                await use
            except Unauthorized:
                continue
            return False
    return True


async def test_each_use_gives_another_token_of_the_same_session(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    seen, latest = {anna.refresh}, anna
    for _ in range(4):
        await grace_over(db)
        latest = await sessions.refresh(latest.refresh)
        assert latest.session_id == anna.session_id
        assert latest.refresh not in seen
        seen.add(latest.refresh)
        assert (await sessions.authenticate(latest.access)).id == anna.user.id
    (session,) = await sessions.all(anna.user.id)
    assert session.device == "Anna's browser"
    assert session.last_used_at > session.created_at


async def test_the_table_knows_tokens_by_their_hash_only(anna: SignedIn, db: Database) -> None:
    (row,) = await db.fetch("SELECT * FROM refresh_tokens")
    assert row["token_hash"] == digest(anna.refresh)
    kept = " ".join(str(value) for value in row.values())
    assert anna.refresh not in kept
    assert anna.refresh.rsplit(".", 1)[1] not in kept


async def test_rows_tell_what_came_of_what(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    await sessions.refresh(anna.refresh)
    older, newer = await db.fetch("SELECT * FROM refresh_tokens ORDER BY created_at")
    assert (older["parent"], newer["parent"]) == (None, older["jti"])
    assert older["replaced_at"] is not None
    assert newer["replaced_at"] is None
    assert older["family"] == newer["family"] == anna.session_id
    assert older["signed_in_at"] == newer["signed_in_at"]


@pytest.mark.parametrize("kept", [0, 1])
async def test_two_tabs_at_once_both_go_on(
    sessions: Sessions, anna: SignedIn, db: Database, ended: list[Any], kept: int
) -> None:
    """They share their cookies: both use the token that came last, whichever that is."""
    tabs = await asyncio.gather(*(sessions.refresh(anna.refresh) for _ in range(2)))
    assert tabs[0].refresh != tabs[1].refresh
    await grace_over(db)
    for tab in tabs:
        await sessions.authenticate(tab.access)
    latest = tabs[kept]
    for _ in range(3):
        latest = await sessions.refresh(latest.refresh)
    assert ended == []


async def test_two_tabs_at_once_go_on_though_an_answer_was_lost(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    await asyncio.gather(*(sessions.refresh(anna.refresh) for _ in range(2)))
    again = await sessions.refresh(anna.refresh)
    await sessions.refresh(again.refresh)
    assert ended == []


async def test_of_one_token_one_line_lives(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    """However soon a token was used twice: one of the two was not its owner."""
    one, two = [await sessions.refresh(anna.refresh) for _ in range(2)]
    further = await sessions.refresh(one.refresh)
    assert ended == []
    with pytest.raises(Unauthorized):
        await sessions.refresh(two.refresh)
    assert ended == [anna.session_id]
    assert await is_over(sessions, anna, one, two, further)


async def test_two_that_are_used_at_once_end_the_session(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    pair = [await sessions.refresh(anna.refresh) for _ in range(2)]
    used = await asyncio.gather(
        *(sessions.refresh(one.refresh) for one in pair), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in used) == ["SignedIn", "Unauthorized"]
    assert ended == [anna.session_id]


async def test_a_session_is_a_handful_of_rows(
    sessions: Sessions, anna: SignedIn, db: Database, ended: list[Any]
) -> None:
    for _ in range(30):
        latest = await sessions.refresh(anna.refresh)
    assert await db.fetchval("SELECT count(*) FROM refresh_tokens") == 1 + SUCCESSORS
    for _ in range(30):
        latest = await sessions.refresh(latest.refresh)
    assert await db.fetchval("SELECT count(*) FROM refresh_tokens") == 2
    assert ended == []


async def test_who_never_got_the_answer_asks_again(
    sessions: Sessions, anna: SignedIn, db: Database, ended: list[Any]
) -> None:
    lost = await sessions.refresh(anna.refresh)
    await grace_over(db)
    again = await sessions.refresh(anna.refresh)
    await sessions.authenticate(again.access)
    assert ended == []
    # What was lost on the way may be in other hands: it opens nothing, and gives them away.
    with pytest.raises(Unauthorized):
        await sessions.refresh(lost.refresh)
    assert ended == [anna.session_id]


async def test_an_answer_may_be_lost_more_than_once(
    sessions: Sessions, anna: SignedIn, db: Database, ended: list[Any]
) -> None:
    for _ in range(3):
        latest = await sessions.refresh(anna.refresh)
        await grace_over(db)
    await sessions.refresh(latest.refresh)
    assert ended == []


async def test_a_stolen_token_ends_the_whole_family(
    sessions: Sessions, anna: SignedIn, db: Database, ended: list[Any]
) -> None:
    second = await sessions.refresh(anna.refresh)
    third = await sessions.refresh(second.refresh)
    await grace_over(db)
    with pytest.raises(Unauthorized):
        await sessions.refresh(anna.refresh)
    assert ended == [anna.session_id]
    assert await is_over(sessions, anna, second, third)
    assert await sessions.all(anna.user.id) == []
    assert ended == [anna.session_id]


async def test_a_token_whose_successor_was_used_is_stolen_however_soon_it_comes(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    second = await sessions.refresh(anna.refresh)
    third = await sessions.refresh(second.refresh)
    with pytest.raises(Unauthorized):
        await sessions.refresh(anna.refresh)
    assert ended == [anna.session_id]
    assert await is_over(sessions, anna, second, third)


async def test_a_stolen_token_that_an_earlier_version_kept_ends_the_family(
    sessions: Sessions, anna: SignedIn, db: Database, ended: list[Any]
) -> None:
    """It forgot no token before the session's end."""
    (first,) = await db.fetch("SELECT * FROM refresh_tokens")
    second = await sessions.refresh(anna.refresh)
    third = await sessions.refresh(second.refresh)
    places = ", ".join(f"${number}" for number in range(1, len(first) + 1))
    await db.execute(f"INSERT INTO refresh_tokens VALUES ({places})", *first.values())
    await db.execute("UPDATE refresh_tokens SET replaced_at = now() WHERE jti = $1", first["jti"])
    with pytest.raises(Unauthorized):
        await sessions.refresh(anna.refresh)
    assert ended == [anna.session_id]
    assert await is_over(sessions, anna, second, third)


async def test_an_answer_that_was_just_lost_is_given_again(
    sessions: Sessions, anna: SignedIn, ended: list[Any]
) -> None:
    for _ in range(5):
        again = await sessions.refresh(anna.refresh)
    await sessions.refresh(again.refresh)
    assert ended == []


async def test_of_a_thief_and_the_owner_neither_goes_on(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    thief = await sessions.refresh(anna.refresh)
    await grace_over(db)
    thief = await sessions.refresh(thief.refresh)
    await grace_over(db)
    with pytest.raises(Unauthorized):
        await sessions.refresh(anna.refresh)
    assert await is_over(sessions, thief)


async def test_other_sessions_outlive_a_theft(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    phone = await sessions.login("anna", "a long password", "Phone")
    laptop = await sessions.refresh((await sessions.refresh(anna.refresh)).refresh)
    await grace_over(db)
    with pytest.raises(Unauthorized):
        await sessions.refresh(anna.refresh)
    assert await is_over(sessions, laptop)
    await sessions.refresh(phone.refresh)


async def test_a_token_with_another_signature_is_no_token(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    """The row must fit the very token, not just its id."""
    await db.execute("UPDATE refresh_tokens SET token_hash = $1", digest("another"))
    with pytest.raises(Unauthorized):
        await sessions.refresh(anna.refresh)


async def test_a_token_that_ran_out_is_forgotten(
    sessions: Sessions, anna: SignedIn, db: Database
) -> None:
    await db.execute("UPDATE refresh_tokens SET expires_at = now()")
    with pytest.raises(Unauthorized):
        await sessions.authenticate(anna.access)
    await sessions.purge()
    assert await db.fetchval("SELECT count(*) FROM refresh_tokens") == 0
    with pytest.raises(Unauthorized):
        await sessions.refresh(anna.refresh)


async def test_no_token_outlives_the_end_of_its_session(
    sessions: Sessions, anna: SignedIn, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refresh that is under way while the session is revoked adds a token: that goes too."""
    rotating, go_on = asyncio.Event(), asyncio.Event()
    mark_replaced = RefreshTokens.mark_replaced

    async def slowly(*args: Any) -> None:
        rotating.set()
        await go_on.wait()
        await mark_replaced(*args)

    monkeypatch.setattr(RefreshTokens, "mark_replaced", staticmethod(slowly))
    refreshing = asyncio.create_task(sessions.refresh(anna.refresh))
    await rotating.wait()
    revoking = asyncio.create_task(sessions.revoke(anna.user.id, SessionId(anna.session_id)))
    await until_one_waits(db)
    go_on.set()
    renewed = await refreshing
    await revoking
    assert await is_over(sessions, renewed)
    assert await sessions.all(anna.user.id) == []


async def until_one_waits(db: Database) -> None:
    """Until a query in the database waits for another's lock."""
    while not await db.fetchval(
        """SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock')"""
    ):
        continue
