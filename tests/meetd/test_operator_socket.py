"""The operator's socket: who opens it, what the commands do by it, and what becomes of its file."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, UnixConnector, web
from click.testing import CliRunner

from meetd import log
from meetd.cli import main
from meetd.cluster import control
from meetd.cluster.operator_socket import FILE, LONGEST, listening, reached
from meetd.commands.doctor import running
from meetd.config import Settings
from meetd.doctor.ports import _probes
from meetd.errors import Forbidden
from support.postgres import Postgres
from support.rest import post, register
from support.service import Service, serving
from support.signaling import connected

SECRET = "the secret of a server for tests"
PASSWORD = "a long password"
NOBODY = 65534


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("MEETD_")]:
        monkeypatch.delenv(name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database(postgres: Postgres) -> str:
    return await postgres.migrated()


@pytest.fixture(scope="module")
def service(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server whose settings are its own: the commands have its data folder alone."""
    with serving(
        tmp_path_factory.mktemp("server"), database_url=database, secret_key=SECRET, node="here",
        workers="1",
    ) as running:  # fmt: skip
        yield running


def folder_of(service: Service) -> Path:
    return Path(service.environment["MEETD_DATA_DIR"])


def meetd(service: Service, *arguments: str, said: str = "") -> tuple[int, str]:
    """How a command ended, and what it said, where no more is known than the data folder."""
    env = {"MEETD_DATA_DIR": str(folder_of(service))}
    result = CliRunner(env=env).invoke(main, arguments, input=said)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


async def by_socket(folder: Path, method: str, path: str, **more: str) -> tuple[int, str]:
    connector = UnixConnector(str(folder / FILE))
    async with (
        ClientSession(connector=connector) as http,
        http.request(method, f"http://meetd{path}", headers=more) as answer,
    ):
        return answer.status, await answer.text()


def test_it_is_its_owners_alone(service: Service) -> None:
    its = (folder_of(service) / FILE).stat()
    assert stat.S_ISSOCK(its.st_mode)
    assert (stat.S_IMODE(its.st_mode), its.st_uid) == (0o600, os.geteuid())


async def test_servers_are_shown_and_told(service: Service) -> None:
    # What it signs by is not in the data folder: there is no other way to it.
    assert not (folder_of(service) / "secret_key").exists()
    token = register(service)
    code = post(service, "/rooms", {}, token)["code"]
    async with connected(service, {"token": token}) as socket:
        await socket.call("join", {"code": code, "microphone": False, "camera": False})

        async def run(*arguments: str) -> tuple[int, str]:
            return await asyncio.to_thread(meetd, service, *arguments)

        ended, said = await run("status", "--once")
        assert ended == 0
        assert ": 1 room, 1 person\n" in said
        assert (await run("rooms"))[1].splitlines()[1].split() == [code, "1", "p2p", "here"]
        assert json.loads((await run("workers", "--json"))[1])["here"]["workers_wanted"] == 1
        assert "here has 2 workers" in (await run("workers", "2"))[1]
        assert (await run("workers", "0"))[0] == 1
        no_such = (1, "Error: No server is called there.\n")
        assert await run("workers", "2", "--node", "there") == no_such
        assert await run("drain", "there") == no_such
        assert await run("drain", "--worker", "7") == (
            1,
            "Error: Worker 7 cannot be emptied: it is the only one, empties already, or is none.\n",
        )
        assert (await run("workers", "1"))[0] == 0
        # The only one lets its meeting end.
        ended, lines = await run("drain", "--deadline", "0")
        assert ended == 0
        assert lines.splitlines()[-1] == "here has no rooms any more. It can be stopped."
        assert await run("drain", "--cancel") == (0, "here takes rooms again.\n")


def test_accounts_and_keys_are_made_by_the_server(service: Service) -> None:
    def key(*arguments: str) -> tuple[int, str]:
        return meetd(service, "key", *arguments)

    added = meetd(service, "users", "add", "eve@example.org", "eve", said=f"{PASSWORD}\n")
    assert added == (0, "eve can sign in.\n")
    again = meetd(service, "users", "add", "eve@example.org", "eve2", said=f"{PASSWORD}\n")
    assert again == (1, "Error: There is already an account with this email.\n")
    assert meetd(service, "users", "admin", "eve") == (0, "eve is an admin now.\n")
    assert meetd(service, "users", "admin") == (0, "eve\n")
    nobody = meetd(service, "users", "admin", "nobody")
    assert nobody == (1, "Error: Nobody is called nobody.\n")
    assert key("create", "a", "--user", "eve", "--scope", "rooms:all")[0] == 1
    code, secret = key(
        "create", "sync", "--service", "shop", "--scope", "rooms:write", "--expires", "90d",
        "--origin", "https://Shop.example.org",
    )  # fmt: skip
    assert code == 0
    made = post(service, "/rooms", {}, secret.strip())
    assert made["code"]
    (line,) = key("list")[1].splitlines()
    assert "service shop  sync  rooms:write" in line
    assert line.endswith("in frames of https://shop.example.org")
    assert key("revoke", line.split()[0]) == (0, "It opens nothing any more.\n")
    assert key("revoke", line.split()[0]) == (1, "Error: There is no such key.\n")
    assert key("revoke", "x") == (1, "Error: There is no such key.\n")


def test_what_is_in_force_is_the_servers(service: Service) -> None:
    code, said = meetd(service, "config")
    lines = said.splitlines()
    assert code == 0
    assert lines[0] == "in force in the server that runs here:"
    assert any(line.split()[:3] == ["MEETD_NODE", "here", "[environment]"] for line in lines)
    below = lines[lines.index("otherwise, if it was started from here:") :]
    assert any(line.startswith("MEETD_PUBLIC_URL") and "localhost:8080" in line for line in below)
    assert SECRET not in said
    assert service.environment["MEETD_DATABASE_URL"] not in said
    running = json.loads(meetd(service, "config", "--json")[1])["running"]
    assert {"name": "MEETD_NODE", "value": "here", "source": "environment"} in running


async def test_the_doctor_says_where_it_looks_at_others(service: Service) -> None:
    here = {"MEETD_DATA_DIR": str(folder_of(service))}
    with pytest.MonkeyPatch.context() as patch:
        for env, names in ((here, ("MEETD_PORT", "MEETD_PUBLIC_URL")), (service.environment, ())):
            for name, value in env.items():
                patch.setenv(name, value)
            of = Settings.from_env(write=False)
            (finding,) = await running(of)
            assert finding.well is not bool(names)
            assert all(name in finding.said for name in names)
            # Its workers are asked all the same.
            (report,) = (await _probes(of, outside=False)).values()
            assert report is not None
            assert report["wanted"] >= 1


def test_a_backup_is_of_the_servers_database(service: Service, tmp_path: Path) -> None:
    file = str(tmp_path / "all")
    register(service)
    code, said = meetd(service, "backup", file)
    assert code == 0, said
    assert "MEETD_SECRET_KEY is not in it" in said
    assert " 0 users" not in said
    code, said = meetd(service, "restore", file)
    assert (code, said.startswith("Error: A server runs on ")) == (1, True)


async def test_elsewhere_it_is_nobodys(service: Service) -> None:
    folder = folder_of(service)
    assert (await by_socket(folder, "GET", control.STATUS))[0] == 200
    # What only the operator is told.
    assert "checks" in json.loads((await by_socket(folder, "GET", "/readyz"))[1])
    assert (await by_socket(folder, "GET", "/metrics"))[0] == 200
    for path in ("/node/elsewhere", f"{control.ERRANDS}users/none"):
        assert (await by_socket(folder, "POST", path))[0] == 404
    for path in (control.WORKERS, f"{control.WORKERS}?count=-1", f"{control.WORKERS}?count=1e3"):
        assert (await by_socket(folder, "POST", path))[0] == 422
    assert (await by_socket(folder, "POST", f"{control.ERRANDS}users/admin"))[0] == 422
    async with ClientSession() as http:
        for path in (control.REPORTS, control.STATUS, f"{control.ERRANDS}stores"):
            for headers in ({}, {"Host": "meetd"}, {"X-Forwarded-For": ""}, {"Meetd-Client": ""}):
                url = f"http://127.0.0.1:{service.port}{path}"
                async with http.post(url, headers=headers) as answer:
                    assert answer.status in {403, 404, 405}, (path, headers)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may be somebody else")
async def test_another_user_of_the_host_is_told_so() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        os.chmod(folder, 0o755)  # noqa: PTH101
        runner = web.AppRunner(web.Application())
        await runner.setup()
        async with listening(runner, folder):
            os.seteuid(NOBODY)
            try:
                with pytest.raises(Forbidden, match="to the user that the server runs as"):
                    reached(folder).__enter__()
            finally:
                os.seteuid(0)
        await runner.cleanup()
    finally:
        shutil.rmtree(folder)


async def test_a_path_may_be_longer_than_the_system_takes(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 90) / ("b" * 90)
    assert len(str(folder)) > LONGEST

    async def hello(_request: web.Request) -> web.Response:
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/", hello)
    runner = web.AppRunner(app)
    await runner.setup()
    with reached(folder) as path:
        assert path is None
    async with listening(runner, folder):
        assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
        with reached(folder) as path:
            assert path is not None
            connector = UnixConnector(path)
            async with ClientSession(connector=connector) as http, http.get("http://m/") as answer:
                assert await answer.text() == "hello"
    assert not (folder / FILE).exists()
    await runner.cleanup()


async def test_two_servers_do_not_share_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure("json", "WARNING")

    def named(name: str) -> web.AppRunner:
        async def say(_request: web.Request) -> web.Response:
            return web.Response(text=name)

        app = web.Application()
        app.router.add_get("/", say)
        return web.AppRunner(app)

    one, two = named("one"), named("two")
    for runner in (one, two):
        await runner.setup()
    async with listening(one, tmp_path):
        async with listening(two, tmp_path):
            assert "another server uses this data folder" in "".join(capsys.readouterr())
            assert await by_socket(tmp_path, "GET", "/") == (200, "one")
        assert await by_socket(tmp_path, "GET", "/") == (200, "one")
    async with listening(two, tmp_path):
        assert await by_socket(tmp_path, "GET", "/") == (200, "two")
    for runner in (one, two):
        await runner.cleanup()


def test_it_goes_with_its_server(service: Service) -> None:
    folder = folder_of(service)
    service.kill()
    # Its file is left, and in nobody's way.
    assert (folder / FILE).is_socket()
    with reached(folder) as path:
        assert path is None
    service.start()
    assert list(json.loads(meetd(service, "status", "--json")[1])) == ["here"]
    service.stop()
    assert not (folder / FILE).exists()
