"""Somebody else's site, of another host than the server: pages and files that a test gives it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from aiohttp import web

from support.ports import free_port

MODULE = Path(__file__).parents[2] / "web" / "build" / "embed"
"""`meetd-embed` as its package has it; `npm --prefix web run build` makes it."""


@contextlib.asynccontextmanager
async def serving_site(pages: Mapping[str, str]) -> AsyncIterator[str]:
    """Serve these pages by their names, and the module; the site's origin. To a browser 127.0.0.1
    is another site than localhost."""

    async def page(request: web.Request) -> web.Response:
        shown = pages.get(request.match_info["name"])
        if shown is None:  # A browser asks for an icon.
            raise web.HTTPNotFound
        return web.Response(text=shown, content_type="text/html")

    site = web.Application()
    site.router.add_static("/meetd-embed", MODULE)
    site.router.add_get("/{name}", page)
    runner = web.AppRunner(site, keepalive_timeout=5)
    await runner.setup()
    port = free_port()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
