"""A socket opens nothing that its session would not open any more, and ends with it."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from meetd.auth import tokens
from meetd.auth.principal import Principal
from meetd.auth.sessions import Credential
from meetd.db.pool import database
from meetd.errors import Unauthorized, Unavailable
from meetd.model import SessionId, UserId
from meetd.signaling import lifetimes
from meetd.signaling.connection import Connection
from meetd.signaling.lifetimes import Lifetimes
from support.backend import PASSWORD, Backend, Client, backend, settings
from support.postgres import Postgres
from support.waiting import PATIENCE


async def change_password(client: Client) -> Client:
    """The same person with the tokens of after."""
    said = {"currentPassword": PASSWORD, "newPassword": "another long password"}
    async with client.http.post(
        f"{client.url}/api/v1/auth/password",
        json=said,
        headers={"Authorization": f"Bearer {client.token}", "Origin": "http://localhost:8080"},
    ) as answer:
        assert answer.status == 204, await answer.text()
        token = answer.cookies["meetd_access"].value
    return Client(client.url, client.http, client.name, token)


async def gone(client: Client) -> None:
    """Until the server has cut the socket."""
    async with asyncio.timeout(PATIENCE):
        await client.socket.wait()


async def test_after_a_new_password_a_socket_of_before_does_not_join(server: Backend) -> None:
    anna = await server.client()
    code = await anna.new_room()
    again = await change_password(anna)
    assert await anna.refused("join", code=code, microphone=True, camera=True) == "unauthorized"
    await gone(anna)
    assert anna.heard("session:ended") == []
    await again.connect()
    await again.join(code)
    await again.socket.disconnect()


async def test_who_is_in_a_call_comes_back_with_what_the_new_password_gave(
    server: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lifetimes, "RENEWAL", 0.1)
    anna, ben = await server.client(), await server.client()
    code = await anna.new_room()
    await anna.join(code)
    await ben.join(code)
    again = await change_password(anna)
    await gone(anna)
    await again.connect()
    resume = {"participantId": anna.id, "token": anna.joined["resumeToken"]}
    assert (await again.join(code, resume=resume))["resumed"]
    assert ben.heard("participant:left") == []
    await again.socket.disconnect()


async def test_after_its_session_ran_out_a_socket_does_not_join(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.migrated()
    async with backend(settings(tmp_path, url)) as server, database(url) as db:
        anna = await server.client()
        code = await anna.new_room()
        await db.execute("UPDATE refresh_tokens SET expires_at = now()")
        assert await anna.refused("join", code=code, microphone=True, camera=True) == "unauthorized"
        await gone(anna)


async def test_a_socket_is_cut_when_its_session_runs_out(
    server: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await server.client()
    code = await anna.new_room()
    await anna.join(code)
    monkeypatch.setattr(tokens, "REFRESH_LIFE", timedelta(seconds=4))
    ben = await server.client()
    await ben.join(code)
    assert (await ben.told("session:ended"))["code"] == "unauthorized"
    assert (await anna.told("participant:left"))["reason"] == "removed"
    await gone(ben)
    assert anna.socket.connected


class Refreshed:
    """A session that was prolonged by a second whenever one looks, and then ran out."""

    def __init__(self, answers: list[Any]) -> None:
        self.answers = answers

    async def still(self, credential: Credential) -> Credential:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return replace(credential, expires_at=answer)


class Slow(Refreshed):
    """A session that is asked about, and tells only when it may."""

    def __init__(self) -> None:
        super().__init__([datetime.now(UTC) + timedelta(hours=1)])
        self.asked, self.may = asyncio.Event(), asyncio.Event()

    async def still(self, credential: Credential) -> Credential:
        self.asked.set()
        await self.may.wait()
        return await super().still(credential)


@pytest.mark.parametrize("look", ["before", "after"])
async def test_who_is_sent_away_goes_whatever_is_looked_at_meanwhile(look: str) -> None:
    """As when a server has lost the room and Redis, and Redis is there again."""
    session, cut = Slow(), asyncio.Event()
    watched = Lifetimes(
        session,  # type: ignore[arg-type]
        end=lambda _connection: pytest.fail("ended"),
        cut=lambda _connection: cut.set(),
    )
    principal = Principal(UserId(uuid.uuid4()), "anna", SessionId(uuid.uuid4()))
    connection = Connection("sid", Credential(principal, 1, datetime.now(UTC)))
    if look == "before":
        watched.look_again([connection])
        await session.asked.wait()
    watched.send_away(connection)
    if look == "after":
        watched.look_again([connection])
        watched.begin(connection)
        watched.renew(connection)
    session.may.set()
    async with asyncio.timeout(4):  # Sooner than a renewal.
        await cut.wait()


async def test_refreshing_prolongs_the_life_of_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifetimes, "SOONEST", 0.001)
    ended = asyncio.Event()
    soon = datetime.now(UTC)
    session = Refreshed([soon, Unavailable(), soon, Unauthorized()])
    watched = Lifetimes(
        session,  # type: ignore[arg-type]
        end=lambda _connection: ended.set(),
        cut=lambda _connection: pytest.fail("cut"),
    )
    principal = Principal(UserId(uuid.uuid4()), "anna", SessionId(uuid.uuid4()))
    watched.begin(Connection("sid", Credential(principal, 1, soon)))
    async with asyncio.timeout(PATIENCE):
        await ended.wait()
    assert session.answers == []
