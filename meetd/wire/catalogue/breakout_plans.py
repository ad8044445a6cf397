"""Operations of the REST API on breakout rooms that are planned before anybody comes."""

from __future__ import annotations

from meetd import errors
from meetd.rooms.permissions import Permission
from meetd.scopes import Scope
from meetd.wire import breakouts
from meetd.wire.catalogue.definitions import Leaves, Operation

_PATH = "/rooms/{code}/breakouts"
_NOT_HOST = (errors.NotRoomHost, errors.RoomNotFound)

SHOW_BREAKOUTS = Operation(
    name="breakouts_show",
    method="GET",
    path=_PATH,
    words="The breakout rooms that are planned, and who belongs where.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_READ,
    answer=breakouts.BreakoutPlanAnswer,
    errors=_NOT_HOST,
)
PLAN_BREAKOUTS = Operation(
    name="breakouts_plan",
    method="PUT",
    path=_PATH,
    words="Plan breakout rooms for the next meeting, or for this one before they open, in place of "
    "what was planned; who leads the meeting opens them.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    body=breakouts.NewBreakoutPlan,
    answer=breakouts.BreakoutPlanAnswer,
    errors=(*_NOT_HOST, errors.BreakoutsOpen),
    live=True,
    leaves=Leaves.ROOM,
)
CLEAR_BREAKOUTS = Operation(
    name="breakouts_clear",
    method="DELETE",
    path=_PATH,
    words="Let no breakout rooms be planned any more.",
    needs=Permission.MANAGE,
    scope=Scope.ROOMS_WRITE,
    status=204,
    errors=(*_NOT_HOST, errors.BreakoutsOpen),
    live=True,
    leaves=Leaves.ROOM,
)

OPERATIONS = (SHOW_BREAKOUTS, PLAN_BREAKOUTS, CLEAR_BREAKOUTS)
