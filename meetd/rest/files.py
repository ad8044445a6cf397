"""Files of a room's chat, as bytes: up once, in pieces, and down as what a browser saves."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from uuid import UUID

from aiohttp import web

from meetd.client_address import Network, site
from meetd.counted import counted, share
from meetd.db.files import Files, StoredFile
from meetd.errors import (
    FileNotFound,
    FileTypeRefused,
    InvalidRequest,
    RequestTimeout,
    ScopeMissing,
    TooManyRequests,
    Unavailable,
)
from meetd.file_names import as_attachment
from meetd.file_types import HEAD, UNKNOWN, agrees, kind_of
from meetd.model import MessageId, Room, UserId
from meetd.rest.authority import authenticate
from meetd.rest.body import answered, read_id, read_query
from meetd.rest.connections import goes_on
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rest.streaming import SLOWEST, STALL, answer_to, sent
from meetd.rooms.chat import page_before
from meetd.rooms.files import file_of, is_read_key, is_upload_key
from meetd.rooms.permissions import Permission
from meetd.scopes import Scope
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT

PIECE = 256 * 1024
"""Bytes of a file that are in memory at a time, and in one row."""
AT_ONCE, OF_PLACE, OF_ONE = 48, 12, 3
"""Uploads at a time, those from the network of one customer, and those of one person: whoever is
many guests is at one place all the same."""
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"

_uploads: Counter[UserId] = Counter()
_places: Counter[Network | None] = Counter()


async def upload(request: web.Request) -> web.Response:
    """Take the bytes of a file that was announced, once."""
    said = read_query(request, bodies.UploadQuery)
    store, file = deps(request).files, await _find(request, said.id)
    if not is_upload_key(file.secret, said.key):
        raise FileNotFound
    if request.content_length != file.size:
        raise InvalidRequest("The file is not as long as it was announced.")
    with _upload_of(file.user_id, deps(request).addresses.place(request)):
        if not await store.begin(file.id):
            raise FileNotFound
        complete = False
        try:
            async with asyncio.timeout(STALL + file.size / SLOWEST):
                kind = await _take(request, file)
            complete = True
        except TimeoutError:
            raise RequestTimeout from None
        finally:
            if not complete:
                await store.drop(file.id)
    return answered(answers.FileAnswer(file.id, file.name, kind, file.size), 201)


@contextmanager
def _upload_of(user_id: UserId, place: Network | None) -> Iterator[None]:
    """One of those at a time. Raises TooManyRequests, Unavailable."""
    whole, left = None if place is None else site(place), AT_ONCE - _uploads.total()
    of_place = share(OF_PLACE, left)
    if _uploads[user_id] >= OF_ONE or (whole is not None and _places[whole] >= of_place):
        raise TooManyRequests(retry_after=1)
    if left <= 0:
        raise Unavailable(retry_after=1)
    with counted(_uploads, user_id), counted(_places, whole):
        yield


async def _take(request: web.Request, file: StoredFile) -> str:
    store, kind, taken, number = deps(request).files, None, 0, 0
    while piece := await _read(request):
        if kind is None:
            kind = _checked(piece[:HEAD], request.content_type)
        taken += len(piece)
        if taken > file.size:
            # Such as was packed: its length says nothing of what comes out.
            raise InvalidRequest("The file is not as long as it was announced.")
        if not await store.add_piece(file.id, number, piece):
            raise FileNotFound
        number += 1
    if kind is None or taken != file.size:
        raise InvalidRequest("The file ended too soon.")
    await store.complete(file.id, kind)
    return kind


async def _read(request: web.Request) -> bytes:
    """The next piece; nothing at the end. Raises RequestTimeout, InvalidRequest."""
    piece = bytearray()
    try:
        while len(piece) < PIECE:
            async with asyncio.timeout(STALL):
                some = await request.content.read(PIECE - len(piece))
            if not some:
                break
            piece += some
    except TimeoutError:
        raise RequestTimeout from None
    except (web.RequestPayloadError, ConnectionError):
        raise InvalidRequest("The file ended too soon.") from None
    goes_on(request)
    return bytes(piece)


def _checked(head: bytes, said: str) -> str:
    """What it is. Raises FileTypeRefused: a program, or not what its sender says."""
    kind = kind_of(head)
    if kind is None or not agrees(kind, said):
        raise FileTypeRefused
    return kind


async def download(request: web.Request) -> web.StreamResponse:
    """Send a file to who may read the message that it is in."""
    file = await readable_file(request)
    kind = file.media_type if not file.media_type.startswith("text/") else UNKNOWN
    response = web.StreamResponse(
        headers={
            "Content-Disposition": as_attachment(file.name),
            "Content-Security-Policy": SANDBOX,
            "Content-Type": kind,
        }
    )
    response.content_length = file.size
    with answer_to(deps(request).addresses.place(request)):
        return await sent(request, response, _pieces(deps(request).files, file.id))


async def _pieces(store: Files, file_id: UUID) -> AsyncIterator[bytes]:
    number = 0
    while (piece := await store.piece(file_id, number)) is not None:
        yield piece
        number += 1


async def file_in_path(request: web.Request) -> StoredFile:
    """The file that the path names. Raises FileNotFound, RoomNotFound."""
    return await _find(request, read_id(request, FileNotFound))


async def readable_file(request: web.Request) -> StoredFile:
    """The same, where the caller may read it. Raises besides InvalidRequest, Unauthorized, and
    what forbids it."""
    said = read_query(request, bodies.DownloadQuery)
    file = await file_in_path(request)
    key = request.headers.get(rest.FILE_KEY.name, None if said.key is ABSENT else said.key)
    if not (file.complete and await _may_read(request, file, key)):
        raise FileNotFound
    return file


async def _find(request: web.Request, file_id: UUID) -> StoredFile:
    """The file, which is of the room in the path, be that a breakout room or not: who is inside has
    a key. Raises FileNotFound, RoomNotFound."""
    room = await deps(request).rooms.find_any(request.match_info["code"])
    file = await deps(request).files.find(file_id)
    if file is None or file.room_id != room.id:
        raise FileNotFound
    return file


async def _may_read(request: web.Request, file: StoredFile, key: str | None) -> bool:
    """With a key from inside, or as somebody who may read the room's messages. Raises
    Unauthorized, Forbidden."""
    if key is not None:
        return is_read_key(file.secret, key)
    caller, parts = await authenticate(request), deps(request)
    if caller.key is not None and Scope.MESSAGES_READ not in caller.key.scopes:
        raise ScopeMissing(f"This key lacks the scope {Scope.MESSAGES_READ}.")
    room: Room = await parts.rooms.find_for(caller, request.match_info["code"], Permission.READ)
    if file.message_id is None:
        return file.user_id == caller.id
    before = MessageId(file.message_id + 1)
    page = await page_before(parts.messages, room.id, before, 1, caller.id)
    page = await parts.rooms.readable(caller, room, page, parts.messages)
    return file_of(page.messages, file.message_id) is not None


ROUTES = (Route(rest.UPLOAD_FILE, upload), Route(rest.DOWNLOAD_FILE, download))
