"""Operations of the REST API on rooms by an id that the program has for them that made them."""

from __future__ import annotations

from meetd import errors
from meetd.auth.needs import SIGNED_IN
from meetd.rooms.permissions import Permission
from meetd.scopes import Scope
from meetd.wire import answers, bodies
from meetd.wire.catalogue.definitions import Leaves, Operation

_PATH = "/rooms/by-id/{externalId}"
_NOT_HOST = (errors.NotRoomHost, errors.RoomNotFound)

PUT_ROOM = Operation(
    name="rooms_put",
    method="PUT",
    path=_PATH,
    words="Have a room of that id: made (201), or with this name and these settings (200), those "
    "that are not named as by default; and with that schedule, where one is named.",
    needs=SIGNED_IN,
    scope=Scope.ROOMS_WRITE,
    body=bodies.NewRoom,
    named=bodies.RoomById,
    answer=answers.Room,
    made_status=201,
    errors=(
        errors.RoomQuotaReached,
        errors.RoomElsewhere,
        errors.OwnerUnreachable,
        *_NOT_HOST,
    ),
    leaves=Leaves.ROOM,
)
SHOW_ROOM_BY_ID = Operation(
    name="rooms_get_by_id",
    method="GET",
    path=_PATH,
    words="The room of that id.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_READ,
    answer=answers.Room,
    errors=_NOT_HOST,
)
CHANGE_ROOM_BY_ID = Operation(
    name="rooms_change_by_id",
    method="PATCH",
    path=_PATH,
    words="Give the room of that id another name, or some other settings.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    body=bodies.ChangeRoom,
    answer=answers.Room,
    errors=_NOT_HOST,
    live=True,
    leaves=Leaves.ROOM,
)
DELETE_ROOM_BY_ID = Operation(
    name="rooms_delete_by_id",
    method="DELETE",
    path=_PATH,
    words="Delete the room of that id, and what was said in it; who is inside is put out.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    status=204,
    errors=_NOT_HOST,
    live=True,
    leaves=Leaves.ROOM,
)

OPERATIONS = (PUT_ROOM, SHOW_ROOM_BY_ID, CHANGE_ROOM_BY_ID, DELETE_ROOM_BY_ID)
