"""People's pictures: put and taken away by who has the account, read by who has the address."""

from __future__ import annotations

import re

from aiohttp import web

from meetd.db.pictures import Picture
from meetd.errors import NotFound, PictureRefused
from meetd.picture_format import small_format_of
from meetd.rest.authority import principal
from meetd.rest.body import answered, raw_body
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire import answers
from meetd.wire.catalogue import rest

HASH = re.compile("[0-9a-f]{64}")
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
FOR_GOOD = "public, max-age=31536000, immutable"
"""Its address is made of what it is."""


async def put(request: web.Request) -> web.Response:
    """Give oneself a picture."""
    caller = principal(request)
    data = await raw_body(request)
    found = small_format_of(data)
    if found is None:
        raise PictureRefused
    picture = Picture(found.media_type, data)
    await deps(request).pictures.put(caller.id, picture)
    return answered(answers.PictureAnswer(picture.hash))


async def remove(request: web.Request) -> web.Response:
    """Take one's picture away."""
    await deps(request).pictures.remove(principal(request).id)
    return web.Response(status=204)


async def show(request: web.Request) -> web.Response:
    """Send a picture."""
    hash_ = request.match_info["hash"]
    found = await deps(request).pictures.find(hash_) if HASH.fullmatch(hash_) else None
    if found is None:
        raise NotFound
    headers = {
        "Cache-Control": FOR_GOOD,
        "Content-Disposition": "attachment",
        "Content-Security-Policy": SANDBOX,
        "Content-Type": found.media_type,
        # Pages that show a meeting in a frame show who is in it too: its address is told to those.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return web.Response(body=found.data, headers=headers)


ROUTES = (
    Route(rest.PUT_PICTURE, put),
    Route(rest.REMOVE_PICTURE, remove),
    Route(rest.SHOW_PICTURE, show),
)
