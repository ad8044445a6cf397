"""The commands as an operator runs them, each a process."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import asyncpg
import pytest

from meetd.db.migrate import LOCK
from support.ports import free_port
from support.postgres import Postgres

NOBODY = 65534


async def meetd(folder: Path, *arguments: str, **settings: str) -> Process:
    """Run it with these settings, which are `MEETD_*` variables without their prefix."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MEETD_")}
    ours = {"DATA_DIR": str(folder / "data"), "LOG_FORMAT": "json"} | settings
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "meetd", *arguments,
        env=kept | {f"MEETD_{name}": value for name, value in ours.items()},
        stdin=PIPE, stdout=PIPE, stderr=PIPE,
    )  # fmt: skip


async def ended(process: Process) -> tuple[int | None, str, str]:
    """How it ended, and what it said."""
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def tables(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        count: int = await connection.fetchval(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        )
        return count
    finally:
        await connection.close()


async def test_migrate_brings_an_empty_database_up_to_date(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.empty()
    for _ in range(2):
        process = await meetd(tmp_path, "migrate", DATABASE_URL=url)
        assert (await ended(process))[:2] == (0, "The database is up to date.\n")
    assert await tables(url) == await tables(await postgres.migrated())


async def test_migrate_says_what_is_wrong(postgres: Postgres, tmp_path: Path) -> None:
    process = await meetd(tmp_path, "migrate", DATABASE_URL=postgres.url("nowhere"))
    code, out, err = await ended(process)
    assert (code, out) == (1, "")
    assert err.startswith("Error: The database cannot be used")
    process = await meetd(tmp_path, "migrate", DATABASE_URL="mysql://h/d")
    code, out, err = await ended(process)
    assert (code, out) == (1, "")
    assert "MEETD_DATABASE_URL" in err


async def test_migrate_makes_the_database_of_its_own_and_stops_it(tmp_path: Path) -> None:
    process = await meetd(tmp_path, "migrate")
    code, out, _ = await ended(process)
    assert (code, out) == (0, "The database is up to date.\n")
    assert (tmp_path / "data" / "postgres" / "PG_VERSION").exists()
    assert not (tmp_path / "data" / "postgres" / "postmaster.pid").exists()


async def test_worker_install_says_where_the_worker_is(tmp_path: Path) -> None:
    code, out, _ = await ended(await meetd(tmp_path, "worker", "install"))
    assert code == 0
    assert os.access(out.strip(), os.X_OK)


async def test_worker_install_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIASOUP_WORKER_BIN", str(tmp_path / "none"))
    code, out, err = await ended(await meetd(tmp_path, "worker", "install"))
    assert (code, out) == (1, "")
    assert str(tmp_path / "none") in err


async def test_a_server_that_is_told_to_stop_while_it_starts_stops(
    postgres: Postgres, tmp_path: Path
) -> None:
    """It waits for another that migrates: as long as it takes, but not against the operator."""
    url = await postgres.empty()
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        process = await meetd(
            tmp_path, "serve", DATABASE_URL=url, PORT=str(free_port()), RTC_PORT="0"
        )
        async with asyncio.timeout(60):
            while not await connection.fetchval(
                """SELECT EXISTS (SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock')"""
            ):
                continue
        process.terminate()
        code, out, err = await ended(process)
    finally:
        await connection.close()
    assert (code, out) == (0, "")
    assert "stopped before it was ready" in err
    assert "Traceback" not in err


async def test_a_database_that_is_just_being_started_is_stopped_too(tmp_path: Path) -> None:
    process = await meetd(tmp_path, "serve", PORT=str(free_port()), RTC_PORT="0")
    assert process.stderr is not None
    async with asyncio.timeout(60):
        while b"starting the embedded database" not in await process.stderr.readline():
            assert not process.stderr.at_eof()
    process.terminate()
    code, out, _ = await ended(process)
    assert (code, out) == (0, "")
    assert not (tmp_path / "data" / "postgres" / "postmaster.pid").exists()


async def add(folder: Path, password: str, *names: str, **settings: str) -> tuple[int | None, str]:
    """Make an account; how that ended, and what was said."""
    process = await meetd(folder, "users", "add", *names, **settings)
    async with asyncio.timeout(60):
        out, err = await process.communicate(f"{password}\n".encode())
    assert password not in out.decode() + err.decode()
    return process.returncode, out.decode() + err.decode()


async def test_an_account_is_made_with_a_password_from_the_input(
    postgres: Postgres, tmp_path: Path
) -> None:
    url = await postgres.migrated()
    ada = ("ada@example.org", "ada")
    assert await add(tmp_path, "a long secret", *ada, DATABASE_URL=url) == (0, "ada can sign in.\n")
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM users WHERE username = 'ada'") == 1
    finally:
        await connection.close()
    for arguments, sentence in (
        (("ada",), "ada is an admin now."),
        (("Ada@example.org", "--remove"), "Ada@example.org is no admin any more."),
        ((), "There is no admin."),
    ):
        process = await meetd(tmp_path, "users", "admin", *arguments, DATABASE_URL=url)
        assert (await ended(process))[:2] == (0, f"{sentence}\n")
    for names, password, sentence in (
        (ada, "a long secret", "There is already an account with this email."),
        (("ben@example.org", "admin"), "a long secret", "This name is kept for the service."),
        (("ben", "ben"), "a long secret", "That is not an email address."),
        (("ben@example.org", "ben"), "qwertyuiop", "guessed first"),
    ):
        code, said = await add(tmp_path, password, *names, DATABASE_URL=url)
        assert code == 1
        assert sentence in said
        assert "Traceback" not in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a folder away")
@pytest.mark.parametrize("running", [False, True])
async def test_root_leaves_another_users_database_alone(tmp_path: Path, running: bool) -> None:
    """Its user could not start it any more; and if it runs, it lets in that user alone."""
    folder = tmp_path / "data" / "postgres"
    folder.mkdir(parents=True)
    os.chown(folder, NOBODY, NOBODY)
    with contextlib.ExitStack() as stack:
        if running:
            lock = stack.enter_context((tmp_path / "data" / "lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX)
        code, said = await add(tmp_path, "a long secret", "ada@example.org", "ada")
    assert code == 1
    assert said == f"Error: {folder} belongs to the user nobody. Run this as that user.\n"
    assert folder.stat().st_uid == NOBODY
    assert list(folder.iterdir()) == []


async def test_keys_are_made_listed_and_revoked(postgres: Postgres, tmp_path: Path) -> None:
    url = await postgres.migrated()

    async def key(*arguments: str) -> tuple[int | None, str, str]:
        return await ended(await meetd(tmp_path, "key", *arguments, DATABASE_URL=url))

    scopes = ("--scope", "rooms:write", "--scope", "rooms:all")
    origin = ("--origin", "https://Shop.example.org")
    code, secret, _ = await key("create", "sync", "--service", "lessons", *scopes, *origin)
    assert (code, secret.startswith("mk_")) == (0, True)
    code, listed, _ = await key("list")
    assert code == 0
    assert secret.strip() not in listed
    (line,) = listed.splitlines()
    assert "service lessons  sync  rooms:write,rooms:all  until revoked  used never" in line
    assert line.endswith("in frames of https://shop.example.org")
    assert (await key("revoke", line.split()[0]))[0] == 0
    code, _, err = await key("revoke", line.split()[0])
    assert (code, err) == (1, "Error: There is no such key.\n")
