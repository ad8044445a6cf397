"""A real Caddy with the Caddyfile that is shipped, and a certificate of its internal authority."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

from support.certificate import trusting
from support.ports import free_port
from support.waiting import PATIENCE

SHIPPED = Path(__file__).parents[2] / "Caddyfile"


@contextlib.asynccontextmanager
async def caddy(
    folder: Path,
    public_url: str,
    upstream: str,
    http_port: int = 0,
    checks: str = "",
    file: Path = SHIPPED,
    options: str = "",
    sites: str = "",
) -> AsyncIterator[str]:
    """Serve `public_url` from `upstream`, as another Caddyfile has it if one is named; yields the
    switch that makes Chromium trust it, which over plain HTTP is none."""
    secure = public_url.startswith("https:")
    ready = b"certificate obtained successfully" if secure else b"serving initial configuration"
    process = await asyncio.create_subprocess_exec(
        "caddy", "run", "--config", str(file), "--adapter", "caddyfile",
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
            "MEETD_PUBLIC_URL": public_url,
            "MEETD_UPSTREAM": upstream,
            "CADDY_TLS": "tls internal",
            "CADDY_HTTP_PORT": str(http_port or free_port()),
            "CADDY_CHECKS": checks,
            "CADDY_OPTIONS": options,
            "CADDY_SITES": sites,
        },
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        async with asyncio.timeout(PATIENCE):
            while ready not in await process.stderr.readline():
                assert not process.stderr.at_eof(), "Caddy ended"
        rest = asyncio.create_task(process.stderr.read())
        authority = folder / "caddy" / "pki" / "authorities" / "local"
        yield trusting(authority / "intermediate.crt") if secure else ""
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
    await rest
