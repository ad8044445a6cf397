"""The only server is emptied: no meeting begins, and those under way go on until the deadline."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from meetd.app import DRAINING
from meetd.cli import main
from meetd.cluster import control
from meetd.cluster.control import Operator
from meetd.cluster.proofs import Proofs
from meetd.commands import drain
from meetd.commands.drain import drain_by
from meetd.config import Settings
from meetd.draining_alone import DrainingAlone
from meetd.errors import InvalidRequest, NotFound
from support.backend import Backend, Client, backend, settings
from support.postgres import Postgres
from support.waiting import PATIENCE

HERE = {"microphone": True, "camera": True}
LONG = 3600
EMPTY = "here has no rooms any more. It can be stopped."


@pytest.fixture
async def server(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Backend]:
    monkeypatch.setattr(drain, "LOOK_INTERVAL", 0.05)
    of = settings(tmp_path, await postgres.migrated(), node="here", workers=1)
    async with backend(of) as running:
        yield running


def where(server: Backend) -> Settings:
    """The settings of who asks: the port is the one that was found free."""
    return replace(server.settings, port=server.server.port or 0)


def draining_of(server: Backend) -> DrainingAlone:
    its = server.server.app[DRAINING]  # type: ignore[attr-defined]
    assert isinstance(its, DrainingAlone)
    return its


async def ready(server: Backend) -> tuple[int, str]:
    async with ClientSession() as http, http.get(f"{server.url}/readyz") as answer:
        return answer.status, (await answer.json())["status"]


async def meeting(server: Backend) -> tuple[Client, str]:
    ada = await server.client()
    code = await ada.new_room(settings={"access": "open"})
    await ada.join(code)
    return ada, code


class Command:
    """The command, as it goes on."""

    def __init__(self, server: Backend, deadline: float = LONG, **said: Any) -> None:
        self.lines: list[str] = []
        self._news = asyncio.Event()
        of = Operator(where(server))
        self.ends = asyncio.create_task(drain_by(of, "here", deadline, say=self._say, **said))

    def _say(self, line: str) -> None:
        self.lines.append(line)
        self._news.set()

    async def says(self, line: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while line not in self.lines:
                self._news.clear()
                await self._news.wait()


async def opened(client: Client) -> dict[str, Any]:
    """The breakout rooms, once they are open."""
    while True:
        shown: dict[str, Any] | None = (await client.told("breakouts:changed"))["breakouts"]
        if shown is not None and shown["open"]:
            return shown


async def test_meetings_go_on_and_none_begins_until_that_is_taken_back(server: Backend) -> None:
    ada, code = await meeting(server)
    ben = await server.client()
    other = await ben.new_room()
    draining = Command(server)
    await draining.says("1 room, 1 person")
    assert await ready(server) == (503, "draining")
    assert await ben.refused("join", code=other, **HERE) == "server_stopping"
    assert await ben.refused("knock", code=other) == "server_stopping"
    # People come into the meeting that goes on, and into its breakout rooms.
    await ben.join(code)
    await ada.do("breakouts:plan", names=["Red", "Blue"])
    user = (await ada.told("participant:joined"))["participant"]["userId"]
    await ada.do("breakouts:assign", userId=user, room=0)
    await ada.do("breakouts:open")
    red = (await opened(ben))["rooms"][0]["code"]
    await ben.do("leave")
    await ben.join(red)
    await draining.says("2 rooms, 2 people")
    again = Command(server, cancel=True)
    assert await again.ends
    assert again.lines == ["here takes rooms again."]
    assert await ready(server) == (200, "ok")
    assert not await draining.ends
    assert draining.lines[-1] == "here takes rooms again."
    await ben.do("leave")
    await ben.join(other)
    assert not ada.heard("room:ended")


async def test_it_is_empty_once_the_last_has_left(server: Backend) -> None:
    ada, _ = await meeting(server)
    draining = Command(server)
    await draining.says("1 room, 1 person")
    await ada.do("leave")
    assert await draining.ends
    assert draining.lines[-1] == EMPTY
    assert await ready(server) == (503, "draining")


async def test_at_the_deadline_who_is_inside_is_told_and_comes_back_later(
    server: Backend,
) -> None:
    ada, code = await meeting(server)
    first = Command(server)
    await first.says("1 room, 1 person")
    gone = asyncio.Event()
    ada.socket.on("disconnect", lambda *_: gone.set())
    # The one that was said last holds.
    draining = Command(server, 0)
    assert await draining.ends
    assert draining.lines[-1] == EMPTY
    assert (await ada.told("room:ended"))["code"] == "server_stopping"
    async with asyncio.timeout(PATIENCE):
        # Their page has to try again, as if the server had gone.
        await gone.wait()
    again = await server.another_window(ada)
    assert await again.refused("join", code=code, **HERE) == "server_stopping"
    assert await Command(server, cancel=True).ends
    await again.join(code)
    assert await first.ends


async def test_a_server_that_stops_waits_and_is_not_told_otherwise(server: Backend) -> None:
    ada, code = await meeting(server)
    draining, ben = draining_of(server), await server.client()
    draining.order(LONG)
    stopping = asyncio.create_task(draining.run(LONG))
    await asyncio.sleep(0)
    draining.order(None)
    draining.order(0)
    await ben.join(code)
    assert await ready(server) == (503, "draining")
    assert not stopping.done()
    await ben.do("leave")
    await ada.do("leave")
    await stopping


async def test_only_who_has_the_secret_orders_that_and_what_is_no_time_is_refused(
    server: Backend,
) -> None:
    other = Operator(replace(where(server), secret_key="another secret key of thirty-two"))
    with pytest.raises(NotFound):
        await other.drain("here", 0)
    async with ClientSession() as http, http.post(f"{server.url}{control.DRAIN}") as answer:
        assert answer.status == 404
    proofs = Proofs(server.settings.secret_key)
    async with ClientSession() as http:
        for method, said in (
            ("POST", "deadline="), ("POST", "deadline=-1"), ("POST", "deadline=1e9"),
            ("POST", "deadline=99999999"), ("POST", "deadline=%D9%A1"), ("GET", "deadline=1"),
            ("GET", ""),
        ):  # fmt: skip
            path = f"{control.DRAIN}?{said}"
            _, proof = proofs.of_request(method, path, "")
            async with http.request(method, server.url + path, headers=proof) as answer:
                assert answer.status in {403, 422}, said
    assert await ready(server) == (200, "ok")
    with pytest.raises(NotFound, match="No server is called there"):
        await drain_by(Operator(where(server)), "there", 0, say=print)
    with pytest.raises(InvalidRequest, match="the only one"):
        await drain_by(Operator(where(server)), "here", 0, worker=0, say=print)


async def test_as_an_operator_does_it(server: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MEETD_")]:
        monkeypatch.delenv(name)
    of = where(server)
    for name in ("host", "port", "node", "secret_key"):
        monkeypatch.setenv(f"MEETD_{name.upper()}", str(getattr(of, name)))

    async def meetd(*arguments: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, main, arguments)
        return result.exit_code, result.output

    await meeting(server)
    code, said = await meetd("drain", "here", "--deadline", "0s")
    assert (code, said.splitlines()[-1]) == (0, EMPTY)
    assert await meetd("drain", "--cancel") == (0, "here takes rooms again.\n")
    assert await ready(server) == (200, "ok")
    code, said = await meetd("drain", "there")
    assert (code, "No server is called there." in said) == (1, True)
    code, said = await meetd("drain", "--worker", "0")
    assert (code, "Worker 0 cannot be emptied" in said) == (1, True)
