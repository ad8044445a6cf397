"""The database and Redis."""

from __future__ import annotations

import asyncio
import time

import asyncpg

from meetd.cluster.redis import FAILURES, RedisAt
from meetd.config import Settings
from meetd.db.embedded import running_postgres
from meetd.doctor.finding import Finding, ill, well

OLDEST = 160_000
"""PostgreSQL 16, as it numbers itself."""
SLOW = 0.02
"""Seconds for one statement, above which everything that is stored is felt."""
APART = 2.0
"""Seconds that two clocks may differ."""
LIMIT = 5.0
"""Seconds that a database may take to answer."""


async def database(settings: Settings) -> list[Finding]:
    """Reach it, and look at its version, its delay and its clock."""
    url = settings.database_url or running_postgres(settings.data_dir)
    if url is None:
        return [well("database", "The embedded one; it starts with the server.")]
    try:
        async with asyncio.timeout(LIMIT):
            connection = await asyncpg.connect(url, statement_cache_size=0)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return [_unreached(error)]
    try:
        version = int(await connection.fetchval("SHOW server_version_num"))
        delays = []
        for _ in range(5):
            began = time.perf_counter()
            its = float(
                await connection.fetchval("SELECT extract(epoch FROM clock_timestamp())::float8")
            )
            delays.append(time.perf_counter() - began)
        apart = time.time() - its
    finally:
        connection.terminate()
    return [_version(version), _delay(min(delays)), clock("database", apart)]


def _unreached(error: Exception) -> Finding:
    wrong = isinstance(error, asyncpg.InvalidAuthorizationSpecificationError)
    if wrong or isinstance(error, asyncpg.InvalidCatalogNameError):
        return ill(
            "database",
            "The database answers, and does not let meetd in.",
            "Make the user and the database that MEETD_DATABASE_URL names, with its password.",
        )
    return ill(
        "database",
        f"The database cannot be reached ({type(error).__name__}).",
        "Start PostgreSQL, and check host and port in MEETD_DATABASE_URL.",
    )


def _version(version: int) -> Finding:
    if version < OLDEST:
        return ill(
            "database version",
            f"It is PostgreSQL {version // 10_000}.",
            "Use PostgreSQL 16 or newer.",
        )
    return well("database version", f"PostgreSQL {version // 10_000}.")


def _delay(seconds: float) -> Finding:
    said = f"A statement takes {seconds * 1000:.1f} ms."
    if seconds > SLOW:
        return ill("database delay", said, "Bring the database nearer to this host.")
    return well("database delay", said)


def clock(of: str, apart: float) -> Finding:
    if abs(apart) > APART:
        return ill(
            f"clock and {of}",
            f"This host's clock is {abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} it.",
            "Run NTP (systemd-timesyncd or chrony) on both.",
        )
    return well(f"clock and {of}", "They agree.")


async def redis(settings: Settings) -> list[Finding]:
    """Reach it, where there are several servers."""
    if settings.redis_url is None:
        return []
    try:
        async with RedisAt(settings.redis_url, settings.secret_key).client() as client:
            await client.ping()
    except FAILURES as error:
        return [
            ill(
                "redis",
                f"Redis cannot be reached ({type(error).__name__}).",
                "Start Redis, and check host, port and password in MEETD_REDIS_URL.",
            )
        ]
    return [well("redis", "It answers.")]
