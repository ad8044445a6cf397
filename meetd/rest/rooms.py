"""Rooms over REST."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from uuid import UUID

from aiohttp import web

from meetd.errors import InvalidRequest
from meetd.model import Room, RoomId
from meetd.rest.authority import LEASE, principal, room_of
from meetd.rest.body import answered, read_body, read_query
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rooms.quotas import MAX_ROOMS
from meetd.wire import answers, bodies
from meetd.wire.catalogue import rest
from meetd.wire.marks import ABSENT


def _view(request: web.Request, room: Room) -> answers.Room:
    return answers.Room(
        id=room.id,
        code=room.code,
        name=room.name,
        host_id=room.host_id,
        url=f"{deps(request).settings.public_url}/{room.code}",
        created_at=room.created_at,
        updated_at=room.updated_at,
    )


def _answer(request: web.Request, room: Room, status: int = 200) -> web.Response:
    return answered(_view(request, room), status)


async def create(request: web.Request) -> web.Response:
    """Make a room."""
    said = await read_body(request, bodies.NewRoom)
    room = await deps(request).rooms.create(principal(request), said.title, MAX_ROOMS)
    response = _answer(request, room, 201)
    response.headers["Location"] = f"/api/v1/rooms/{room.code}"
    return response


async def list_own(request: web.Request) -> web.Response:
    """The caller's rooms, newest first."""
    said = read_query(request, bodies.RoomsQuery)
    before = None if said.cursor is ABSENT else _place(said.cursor)
    limit = said.limit
    rooms = await deps(request).rooms.of_host(principal(request), before, limit + 1)
    page = rooms[:limit]
    return answered(
        answers.RoomsAnswer(
            items=[_view(request, room) for room in page],
            next_cursor=_cursor(page[-1]) if len(rooms) > limit else None,
        )
    )


async def get(request: web.Request) -> web.Response:
    """One room, for whoever knows its code."""
    return _answer(request, room_of(request))


async def rename(request: web.Request) -> web.Response:
    """Give a room another name."""
    said = await read_body(request, bodies.RenameRoom)
    room, epoch = room_of(request), request[LEASE].epoch
    return _answer(request, await deps(request).rooms.rename(room, said.title, epoch))


async def delete(request: web.Request) -> web.Response:
    """Delete a room, and what was said in it; who is inside is put out."""
    await deps(request).rooms.delete(room_of(request), request[LEASE].epoch)
    return web.Response(status=204)


def _cursor(room: Room) -> str:
    place = f"{room.created_at.isoformat()} {room.id}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, RoomId]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        created_at, room_id = text.split(" ")
        moment = datetime.fromisoformat(created_at)
        if moment.tzinfo is None:
            raise ValueError(created_at)
        return moment.astimezone(UTC), RoomId(UUID(room_id))
    except (ValueError, OverflowError, binascii.Error):
        raise InvalidRequest(fields={"cursor": ["This is not one of our cursors."]}) from None


ROUTES = (
    Route(rest.CREATE_ROOM, create),
    Route(rest.LIST_ROOMS, list_own),
    Route(rest.SHOW_ROOM, get),
    Route(rest.RENAME_ROOM, rename),
    Route(rest.DELETE_ROOM, delete),
)
