"""People's pictures: put and taken away by who has the account, read by who has the address."""

from __future__ import annotations

import hashlib
import re

from aiohttp import web

from meetd.db.pictures import Picture
from meetd.errors import NotFound, PictureRefused
from meetd.picture_format import format_of
from meetd.rest.authority import principal
from meetd.rest.body import answered, raw_body
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.wire import answers
from meetd.wire.catalogue import rest

HASH = re.compile("[0-9a-f]{64}")
LARGEST = 256
"""Pixels of its longer side."""
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
FOR_GOOD = "public, max-age=31536000, immutable"
"""Its address is made of what it is."""


async def put(request: web.Request) -> web.Response:
    """Give oneself a picture."""
    caller = principal(request)
    data = await raw_body(request)
    found = format_of(data)
    if found is None or not (0 < found.width <= LARGEST and 0 < found.height <= LARGEST):
        raise PictureRefused
    hash_ = hashlib.sha256(data).hexdigest()
    await deps(request).pictures.put(caller.id, hash_, Picture(found.media_type, data))
    return answered(answers.PictureAnswer(hash_))


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
    }
    return web.Response(body=found.data, headers=headers)


ROUTES = (
    Route(rest.PUT_PICTURE, put),
    Route(rest.REMOVE_PICTURE, remove),
    Route(rest.SHOW_PICTURE, show),
)
