"""Breakout rooms that are planned before anybody comes, over REST."""

from __future__ import annotations

from aiohttp import web

from meetd.errors import RoomNotFound
from meetd.rest.authority import room_of
from meetd.rest.body import answered, read_body
from meetd.rest.deps import deps
from meetd.rest.route import Route
from meetd.rooms.breakout_plan import MOST_EXPECTED, MOST_ROOMS, Plan
from meetd.rooms.breakouts import Breakouts
from meetd.wire.breakouts import BreakoutPlanAnswer, NewBreakoutPlan
from meetd.wire.catalogue import breakout_plans as catalogue

ENTRIES = 3 + 3 * MOST_ROOMS + MOST_EXPECTED
"""Of a body: its own, each room's, and people."""


async def show(request: web.Request) -> web.Response:
    """Show the plan, which is stored before anybody sees it."""
    stored = await deps(request).breakouts.plan(room_of(request).id)
    plan = Plan([]) if stored is None else Plan.load(stored.plan)
    return answered(BreakoutPlanAnswer.of(plan))


async def put(request: web.Request) -> web.Response:
    """Plan breakout rooms, in place of what was planned."""
    said = await read_body(request, NewBreakoutPlan, ENTRIES)
    plan = said.plan
    await _replace(request, plan)
    return answered(BreakoutPlanAnswer.of(plan))


async def clear(request: web.Request) -> web.Response:
    """Let none be planned any more."""
    await _replace(request, Plan([]))
    return web.Response(status=204)


async def _replace(request: web.Request, plan: Plan) -> None:
    """By the live room, which is told of it where people are inside: so there is one plan. Raises
    BreakoutsOpen, and what opening a room does."""
    live = await deps(request).open(room_of(request).code)
    with live.hold():
        if not isinstance(live.beside, Breakouts):
            raise RoomNotFound
        await live.beside.replace(plan)


ROUTES = (
    Route(catalogue.SHOW_BREAKOUTS, show),
    Route(catalogue.PLAN_BREAKOUTS, put),
    Route(catalogue.CLEAR_BREAKOUTS, clear),
)
