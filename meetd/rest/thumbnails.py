"""Thumbnails of files: put by who sent the file, read by who may read it."""

from __future__ import annotations

from aiohttp import web

from meetd.db.thumbnails import StoredThumbnail
from meetd.errors import FileNotFound, ThumbnailRefused
from meetd.model import Thumbnail
from meetd.picture_format import format_of
from meetd.rest.body import answered, raw_body, read_query
from meetd.rest.deps import deps
from meetd.rest.files import SANDBOX, file_in_path, readable_file
from meetd.rest.route import Route
from meetd.rooms.files import is_upload_key
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest

LARGEST = 480
"""Pixels of its longer side."""
FOR_A_DAY = "private, max-age=86400, immutable"
"""It never changes; what was deleted is not to stay with its readers for long."""


async def put(request: web.Request) -> web.Response:
    """Give a file its thumbnail."""
    said = read_query(request, bodies.UploadKey)
    file = await file_in_path(request)
    if not (file.complete and is_upload_key(file.secret, said.key)):
        raise FileNotFound
    data = await raw_body(request)
    found = format_of(data)
    if (
        found is None
        or not (0 < found.width <= LARGEST and 0 < found.height <= LARGEST)
        or not file.media_type.startswith("image/")
    ):
        raise ThumbnailRefused
    size = Thumbnail(found.width, found.height)
    await deps(request).thumbnails.put(file, size, StoredThumbnail(found.media_type, data))
    return answered(answers.ThumbnailAnswer(size.width, size.height), 201)


async def show(request: web.Request) -> web.Response:
    """Send the thumbnail of a file to who may read the message that it is in."""
    found = await deps(request).thumbnails.find(await readable_file(request))
    if found is None:
        raise FileNotFound
    headers = {
        "Cache-Control": FOR_A_DAY,
        "Content-Disposition": "attachment",
        "Content-Security-Policy": SANDBOX,
        "Content-Type": found.media_type,
    }
    return web.Response(body=found.data, headers=headers)


ROUTES = (Route(rest.PUT_THUMBNAIL, put), Route(rest.SHOW_THUMBNAIL, show))
