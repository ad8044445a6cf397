"""A real PgBouncer in transaction mode, before the tests' PostgreSQL."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from support.waiting import PATIENCE

PORT = 6432
CONNECTIONS = 3
"""To the database, which all that come through share."""


@contextlib.asynccontextmanager
async def pgbouncer(database_url: str) -> AsyncIterator[str]:
    """Run it; the URL of the same database through it."""
    url = urlsplit(database_url)
    behind = parse_qs(url.query)["host"][0]
    # Not in the test's folder: the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix="pgbouncer-"))
    owner = os.stat(behind).st_uid  # noqa: PTH116
    (folder / "users").write_text('"postgres" ""\n')
    settings = {
        "listen_addr": "",
        "listen_port": PORT,
        "unix_socket_dir": folder,
        "auth_type": "trust",
        "auth_file": folder / "users",
        "pool_mode": "transaction",
        "default_pool_size": CONNECTIONS,
    }
    if os.geteuid() == 0:
        # It does not run as root, and the database knows its own user besides ours.
        settings["user"] = pwd.getpwuid(owner).pw_name
        for path in (folder, folder / "users"):
            os.chown(path, owner, -1)
    lines = [f"{name} = {value}" for name, value in settings.items()]
    configuration = folder / "pgbouncer.ini"
    configuration.write_text(
        "\n".join(["[databases]", f"* = host={behind}", "[pgbouncer]", *lines, ""])
    )
    process = await asyncio.create_subprocess_exec(
        "/usr/sbin/pgbouncer", str(configuration), stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while b"process up" not in await process.stderr.readline():
                assert not process.stderr.at_eof(), "PgBouncer ended"
        rest = asyncio.create_task(process.stderr.read())
        yield f"postgresql://postgres@{url.path}?host={folder}&port={PORT}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        shutil.rmtree(folder)
    await rest
