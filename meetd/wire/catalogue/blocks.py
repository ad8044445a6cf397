"""Operations about those whom a room keeps out for good."""

from __future__ import annotations

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.scopes import Scope
from meetd.wire import answers
from meetd.wire.catalogue.definitions import Leaves, Operation

_NOT_LEADING = (errors.NotModerator, errors.RoomNotFound)

LIST_BLOCKED = Operation(
    name="blocks_list",
    method="GET",
    path="/rooms/{code}/blocked",
    words="Who is kept out for good, the last one first.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_READ,
    answer=answers.BlockedAnswer,
    errors=_NOT_LEADING,
)
UNBLOCK = Operation(
    name="blocks_lift",
    method="DELETE",
    path="/rooms/{code}/blocked/{id}",
    words="Block somebody no longer, by the id of their account, or theirs as a guest.",
    needs=Permission.MODERATE,
    scope=Scope.LIVE_WRITE,
    status=204,
    errors=(*_NOT_LEADING, errors.NotFound),
    live=True,
    leaves=Leaves.ROOM,
)

OPERATIONS = (LIST_BLOCKED, UNBLOCK)
