"""For those who run the service: is it alive, is it ready, what does it do."""

from __future__ import annotations

import secrets

from aiohttp import web

from meetd import metrics
from meetd.client_address import is_of_this_host
from meetd.cluster.operator_socket import is_operators
from meetd.errors import NotOperator
from meetd.rest.deps import bearer, deps


async def healthz(_request: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """Say whether all that the service needs is there; which of it, to the operator alone."""
    checks = await deps(request).ready()
    ready = all(checks.values())
    leaves = not ready and all(its for name, its in checks.items() if name != "accepting")
    said: dict[str, object] = {"status": "ok" if ready else "draining" if leaves else "unavailable"}
    if _by_operator(request):
        said["checks"] = checks
    return web.json_response(said, status=200 if ready else 503)


async def prometheus(request: web.Request) -> web.Response:
    """Prometheus' text format. Raises NotOperator."""
    if not _by_operator(request):
        raise NotOperator
    return web.Response(body=metrics.exposition(), headers={"Content-Type": metrics.CONTENT_TYPE})


def _by_operator(request: web.Request) -> bool:
    """Return whether it comes by the operator's socket or with the operator's token, or the host
    itself asks where no proxy is before it: one that says nothing of whom it asks for looks just
    like it."""
    if is_operators(request):
        return True
    settings, given = deps(request).settings, bearer(request)
    wanted = settings.metrics_token
    if wanted is not None and given is not None:
        return secrets.compare_digest(given.encode(), wanted.encode())
    return not settings.secure and is_of_this_host(request)
