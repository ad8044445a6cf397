"""What the operator's commands learn of a server that runs, and change of it."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import ClientSession
from click.testing import CliRunner

from meetd.app import CONNECTIONS
from meetd.cli import main
from meetd.cluster import control
from meetd.cluster.control import Operator
from meetd.cluster.proofs import Proofs
from meetd.commands.status import resize, room_lines, status_lines, worker_lines
from meetd.config import Settings
from meetd.errors import InvalidRequest, NotFound
from meetd.report import reporting
from support.backend import Backend, backend, settings
from support.postgres import Postgres

LIMIT = 60.0


@pytest.fixture
async def server(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Backend]:
    of = settings(tmp_path, await postgres.migrated(), node="here", workers=1)
    async with backend(of) as running:
        yield running


def where(server: Backend) -> Settings:
    """The settings of who asks: the port is the one that was found free."""
    return replace(server.settings, port=server.server.port or 0)


async def test_rooms_and_workers_are_shown(server: Backend) -> None:
    ada, ben = await server.client(), await server.client()
    code = await ada.new_room()
    for one in (ada, ben):
        await one.join(code)
    reports = await Operator(where(server)).reports()
    assert json.loads(json.dumps(reports)) == reports
    assert room_lines(reports)[1].split() == [code, "2", "p2p", "here"]
    assert "here" in status_lines(reports)[0]
    assert "1 room, 2 people" in status_lines(reports)[0]
    assert worker_lines(reports)[0] == "here: 1 worker is to run"
    assert worker_lines(reports)[2].split()[0] == "0"
    assert worker_lines(reports)[2].split()[-1] == "runs"
    assert ada.name not in str(reports)


async def test_while_redis_is_away_a_node_tells_of_itself(tmp_path: Path) -> None:
    of = settings(tmp_path, redis_url="redis://127.0.0.1:1", node="here")
    assert await reporting(of, lambda: {"rooms": []})() == {"here": {"rooms": []}}


async def test_workers_are_added_and_taken_away(server: Backend) -> None:
    operator = Operator(where(server))
    said: list[str] = []
    connections = server.server.app[CONNECTIONS]  # type: ignore[attr-defined]
    assert connections() == 9_999
    assert await resize(operator, "here", 3, LIMIT, said.append)
    assert connections() == 9_997
    assert said[-1].startswith("here has 3 workers")
    report = (await operator.reports())["here"]
    assert report is not None
    first = report["workers"][0]["pid"]
    assert await resize(operator, "here", 1, LIMIT, said.append)
    report = (await operator.reports())["here"]
    assert report is not None
    assert [(w["index"], w["pid"]) for w in report["workers"]] == [(0, first)]
    assert connections() == 9_999
    with pytest.raises(NotFound, match="No server is called there"):
        await operator.resize("there", 2)
    for count in (0, 1025):
        with pytest.raises(InvalidRequest, match="from 1 to 1024"):
            await operator.resize("here", count)


async def test_only_who_has_the_secret_is_answered(server: Backend) -> None:
    other = Operator(replace(where(server), secret_key="another secret key of thirty-two"))
    assert await other.reports() == {"here": None}
    proofs = Proofs(server.settings.secret_key)
    async with ClientSession() as http:
        for path in (control.STATUS, control.WORKERS):
            async with http.get(server.url + path) as answer:
                assert answer.status == 404
        _, proof = proofs.of_request("POST", f"{control.WORKERS}?count=2", "")
        async with http.post(f"{server.url}{control.WORKERS}?count=1", headers=proof) as answer:
            assert answer.status == 403
        # What somebody overheard is good once.
        _, proof = proofs.of_request("GET", control.STATUS, "")
        for status in (200, 403):
            async with http.get(server.url + control.STATUS, headers=proof) as answer:
                assert answer.status == status


async def test_a_server_that_does_not_run_is_named(tmp_path: Path) -> None:
    reports = await Operator(settings(tmp_path, port=9, node="here")).reports()
    assert reports == {"here": None}
    assert status_lines(reports) == ["here does not answer: is it running, with these settings?"]
    assert room_lines(reports) == worker_lines(reports) == ["here does not answer."]


async def test_the_commands_find_it_by_the_settings(
    server: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("MEETD_")]:
        monkeypatch.delenv(name)
    of = where(server)
    for name in ("host", "port", "node", "secret_key"):
        monkeypatch.setenv(f"MEETD_{name.upper()}", str(getattr(of, name)))

    async def meetd(*arguments: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, main, arguments)
        return result.exit_code, result.output

    code, said = await meetd("status", "--json")
    assert (code, json.loads(said)["here"]["workers_wanted"]) == (0, 1)
    code, said = await meetd("status")
    assert (code, said.startswith("here  meetd ")) == (0, True)
    code, said = await meetd("workers", "2")
    assert (code, "here has 2 workers" in said) == (0, True)
    assert (await meetd("workers", "0"))[0] == 1
    code, said = await meetd("rooms")
    assert (code, said) == (0, "room  people  media  server\n")
    monkeypatch.setenv("MEETD_SECRET_KEY", "another secret key of thirty-two")
    code, said = await meetd("status")
    assert (code, "here does not answer" in said) == (1, True)
    for command in ("rooms", "workers"):
        code, said = await meetd(command)
        assert (code, said) == (1, "here does not answer.\n")
