"""One embedded PostgreSQL for all tests, and a fresh, migrated database for each."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import asyncpg
import psutil

from meetd.db.embedded import embedded_postgres, running_postgres
from meetd.db.migrate import migrate

_TEMPLATE = "template_meetd"
_names = itertools.count(1)


class Postgres:
    """A server that makes databases."""

    def __init__(self, url: str) -> None:
        self._url = url

    def url(self, database: str) -> str:
        """Where a database of that name is."""
        return self._url.replace("/meetd?", f"/{database}?")

    async def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        return await self._create("template1")

    async def migrated(self) -> str:
        """The URL of a new database in today's shape."""
        return await self._create(_TEMPLATE)

    async def prepare(self) -> None:
        """Make the database that the others are copies of."""
        # What was written is there without the disk, unless the machine is killed; and who tidies
        # up goes round all databases, of which there are soon a thousand.
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            await self._execute(f"ALTER SYSTEM SET {setting} = off")
        await self._execute("SELECT pg_reload_conf()")
        await self._execute(f"CREATE DATABASE {_TEMPLATE}")
        await migrate(self.url(_TEMPLATE))

    async def processes(self) -> list[int]:
        """The process ids of all that it consists of."""
        connection = await asyncpg.connect(self._url)
        try:
            own = psutil.Process(await connection.fetchval("SELECT pg_backend_pid()"))
            postmaster = own.parent()
            assert postmaster is not None
            return [postmaster.pid, *(child.pid for child in postmaster.children())]
        finally:
            await connection.close()

    async def _create(self, template: str) -> str:
        name = f"test_{next(_names)}"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self._url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


class PostgresProcess:
    """Runs the server on an event loop of its own, so that every test's loop can use it."""

    def __init__(self, folder: Path) -> None:
        self._runner = asyncio.Runner()
        self._running = embedded_postgres(folder)

    def start(self) -> Postgres:
        """Run it."""
        postgres = Postgres(self._runner.run(self._running.__aenter__()))
        self._runner.run(postgres.prepare())
        return postgres

    def stop(self) -> None:
        """End it."""
        self._runner.run(self._running.__aexit__(None, None, None))
        self._runner.close()


class OwnPostgres:
    """A database of one test's own, which it can stop and freeze."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running = AsyncExitStack()
        self._frozen: list[int] = []

    async def start(self) -> str:
        """Run it; its URL."""
        return await self._running.enter_async_context(embedded_postgres(self._folder))

    async def leave(self, how: str) -> None:
        """Be away, `stopped` or `frozen`."""
        if how == "stopped":
            await self._running.aclose()
            return
        main = psutil.Process(
            int((self._folder / "postgres/postmaster.pid").read_text().split()[0])
        )
        self._frozen = [main.pid, *(child.pid for child in main.children())]
        for pid in self._frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)

    async def come_back(self) -> None:
        """Be there again."""
        for pid in self._frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
        self._frozen.clear()
        if running_postgres(self._folder) is None:
            await self.start()

    async def stop(self) -> None:
        await self.come_back()
        await self._running.aclose()
