"""For those who run the service: is it alive, is it ready, what does it do."""

from __future__ import annotations

from aiohttp import web

from meetd import metrics
from meetd.rest.deps import deps


async def healthz(_request: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """What the service needs is there."""
    checks = await deps(request).ready()
    ready = all(checks.values())
    return web.json_response(
        {"status": "ok" if ready else "unavailable", "checks": checks}, status=200 if ready else 503
    )


async def prometheus(_request: web.Request) -> web.Response:
    """Prometheus' text format."""
    return web.Response(body=metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE})
