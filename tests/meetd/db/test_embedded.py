"""The embedded PostgreSQL: who is let in, and what it knows of us."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from meetd.db.embedded import embedded_postgres
from support.postgres import Postgres

NOBODY = 65534
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root may be somebody else")
CONNECT = """
import asyncio, os, sys, asyncpg
os.setgroups([]); os.setgid(65534); os.setuid(65534)
async def connect():
    for user in ("postgres", "pgserver", "root", "nobody"):
        try:
            await asyncpg.connect(sys.argv[1], user=user)
        except (asyncpg.PostgresError, OSError) as error:
            print(type(error).__name__)
        else:
            print("let in")
asyncio.run(connect())
"""


def socket_folder(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def environment(pid_file: Path) -> bytes:
    pid = pid_file.read_text().split()[0]
    return Path(f"/proc/{pid}/environ").read_bytes()


@root_only
async def test_other_users_are_not_let_in(postgres: Postgres) -> None:
    """Not even where they reach the socket."""
    url = postgres.url("postgres")
    folder = socket_folder(url)
    before = stat.S_IMODE(folder.stat().st_mode)
    outcomes = []
    try:
        for mode in (before, 0o777):
            folder.chmod(mode)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", CONNECT, url, stdout=subprocess.PIPE
            )
            outcomes.append((await process.communicate())[0].decode().split())
    finally:
        folder.chmod(before)
    assert "let in" not in outcomes[0] + outcomes[1]
    assert "InvalidAuthorizationSpecificationError" in outcomes[1]


async def test_its_socket_is_for_its_user_alone(tmp_path: Path) -> None:
    """Also where the path of the data folder is too long for a socket."""
    for folder in (tmp_path / "short", tmp_path / ("long" * 30)):
        folder.mkdir()
        async with embedded_postgres(folder) as url:
            assert stat.S_IMODE(socket_folder(url).stat().st_mode) & 0o077 == 0


async def test_a_data_folder_that_trusted_everybody_goes_on(tmp_path: Path) -> None:
    async with embedded_postgres(tmp_path) as url:
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE kept (id int)")
        await connection.close()
    rules = tmp_path / "postgres" / "pg_hba.conf"
    rules.write_text("local all all trust\n")
    async with embedded_postgres(tmp_path) as url:
        assert "trust" not in rules.read_text()
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("SELECT count(*) FROM kept") == 0
        await connection.close()


async def test_it_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MEETD_SECRET_KEY", "MEETD_TURN_SECRET", "SOMETHING_SECRET"):
        monkeypatch.setenv(name, "hush")
    async with embedded_postgres(tmp_path):
        assert b"hush" not in environment(tmp_path / "postgres" / "postmaster.pid")
