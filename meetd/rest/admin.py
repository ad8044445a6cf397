"""For those who help to run the service: what is under way, how it fares, and ending it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from aiohttp import web

from meetd.cluster.control import Report
from meetd.errors import NotFound, OwnRights
from meetd.model import ParticipantId, UserId
from meetd.rest import live
from meetd.rest.authority import principal, room_of
from meetd.rest.body import answered, read_body, read_id, read_path, read_query
from meetd.rest.deps import deps
from meetd.rest.limits_in_force import limits_in_force
from meetd.rest.route import Route
from meetd.rooms.live_room import LiveRoom
from meetd.rooms.mode import Mode
from meetd.wire import admin as wire
from meetd.wire.catalogue import admin as catalogue
from meetd.wire.live import LiveParticipant, ParticipantsQuery
from meetd.wire.marks import ABSENT
from meetd.wire.servers import DrainOrder, ServerNamed, WorkerNamed, WorkersWanted

MOST_ROOMS = 200
"""Rooms that are listed."""
MOST_STEPS = 300
"""Steps of a time that samples are told of."""
STEPS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 10, 60))
"""How long steps may be: no shorter than what is kept of such a time."""


async def servers(request: web.Request) -> web.Response:
    """All servers, and their workers."""
    reports = await deps(request).reports()
    return answered(wire.ServersAnswer([_node(name, its) for name, its in reports.items()]))


async def resize(request: web.Request) -> web.Response:
    """Have a server run so many workers."""
    its = read_path(request, ServerNamed)
    said = await read_body(request, WorkersWanted)
    await deps(request).orders.resize(its.name, said.count)
    return web.Response(status=204)


async def empty_worker(request: web.Request) -> web.Response:
    """Have a worker emptied, and started anew."""
    its = read_path(request, WorkerNamed)
    await deps(request).orders.empty(its.name, its.index)
    return web.Response(status=204)


async def drain(request: web.Request) -> web.Response:
    """Have a server drain."""
    its = read_path(request, ServerNamed)
    said = await read_body(request, DrainOrder)
    await deps(request).orders.drain(its.name, said.seconds)
    return web.Response(status=204)


async def take_rooms(request: web.Request) -> web.Response:
    """Have it take meetings again."""
    its = read_path(request, ServerNamed)
    await deps(request).orders.drain(its.name, None)
    return web.Response(status=204)


async def samples(request: web.Request) -> web.Response:
    """What servers had to do lately."""
    said, table = read_query(request, wire.SamplesQuery), deps(request).oversight.samples
    asked = timedelta(hours=said.hours)
    step = next(one for one in STEPS if asked <= one * MOST_STEPS)
    # On the clock's own marks, so that a step is the same whenever it is asked about.
    now = datetime.now(UTC)
    ends = now - (now - datetime.min.replace(tzinfo=UTC)) % step + step
    begins = ends - asked
    server = None if said.server is ABSENT else said.server
    found = await table.between(begins, ends, step, server)
    return answered(
        wire.SamplesAnswer(
            begins,
            ends,
            int(step.total_seconds()),
            await table.servers(begins, ends),
            [wire.ServiceSample.of(one) for one in found],
        )
    )


async def rooms(request: web.Request) -> web.Response:
    """The rooms that somebody is in, the largest first."""
    found = [
        (room["people"], room["code"], room["mode"], server)
        for server, report in (await deps(request).reports()).items()
        for room in (report["rooms"] if report is not None else ())
    ]
    found.sort(key=lambda room: (-room[0], room[1]))
    shown = found[:MOST_ROOMS]
    names = await deps(request).oversight.rooms.names([code for _, code, _, _ in shown])
    items = [
        wire.OpenRoom(code, names.get(code, ""), Mode(mode), people, server)
        for people, code, mode, server in shown
    ]
    return answered(wire.OpenRoomsAnswer(items, len(found)))


async def participants(request: web.Request) -> web.Response:
    """Who is inside, and how they fare."""
    said = read_query(request, ParticipantsQuery)
    room = deps(request).live(room_of(request).code)
    if room is None:
        return answered(wire.WatchedParticipantsAnswer([], 0, None))
    page = room.roster(None if said.cursor is ABSENT else said.cursor, said.limit)
    items = [_watched(request, room, info.id) for info in page.participants]
    return answered(wire.WatchedParticipantsAnswer(items, room.size, page.next_cursor))


async def timelines(request: web.Request) -> web.Response:
    """How those who were inside fared."""
    said = read_query(request, wire.TimelinesQuery)
    lines = await deps(request).oversight.kept.page(
        room_of(request).id,
        None if said.participant is ABSENT else said.participant,
        None if said.before is ABSENT else said.before,
        said.limit + 1,
    )
    page = lines[: said.limit]
    return answered(wire.TimelinesAnswer(page, page[-1].id if len(lines) > said.limit else None))


async def users(request: web.Request) -> web.Response:
    """Accounts, by their names."""
    said = read_query(request, wire.AccountsQuery)
    found = await deps(request).users.search(said.search, said.after, said.limit + 1)
    page = [wire.ServiceAccount.of(user) for user in found[: said.limit]]
    more = page[-1].username if len(found) > said.limit else None
    return answered(wire.AccountsAnswer(page, more))


async def promote(request: web.Request) -> web.Response:
    """Make an account an admin."""
    user = await deps(request).users.promote(UserId(read_id(request)))
    if user is None:
        raise NotFound
    return answered(wire.ServiceAccount.of(user))


async def demote(request: web.Request) -> web.Response:
    """Have an account be no admin any more. Raises LastAdmin, OwnRights."""
    said, user_id = read_query(request, wire.DemoteQuery), UserId(read_id(request))
    if user_id == principal(request).id and said.oneself != "true":
        raise OwnRights
    if await deps(request).users.demote(user_id) is None:
        raise NotFound
    return web.Response(status=204)


async def limits(request: web.Request) -> web.Response:
    """The limits that hold."""
    return answered(wire.LimitsAnswer(limits_in_force(deps(request).settings)))


async def log(request: web.Request) -> web.Response:
    """What admins did."""
    said = read_query(request, wire.AdminLogQuery)
    before = None if said.before is ABSENT else said.before
    lines = await deps(request).oversight.log.page(before, said.limit + 1)
    page = lines[: said.limit]
    return answered(wire.AdminLogAnswer(page, page[-1].id if len(lines) > said.limit else None))


def _watched(request: web.Request, room: LiveRoom, who: ParticipantId) -> wire.WatchedParticipant:
    one = room.find(who)
    figures = deps(request).oversight.timelines.figures(room.room.id, who)
    return wire.WatchedParticipant(LiveParticipant.of(one), one.limited, figures)


def _node(name: str, report: Report | None) -> wire.ServiceNode:
    if report is None:
        return wire.ServiceNode(name, False, "", 0, False, 0, 0, [])
    return wire.ServiceNode(
        name,
        True,
        report["version"],
        report["uptime"],
        report["draining"],
        len(report["rooms"]),
        sum(room["people"] for room in report["rooms"]),
        [_worker(one) for one in report["workers"]],
    )


def _worker(its: Mapping[str, object]) -> wire.ServerWorker:
    def number(name: str, times: float = 1) -> int:
        value = its[name]
        return round(value * times) if isinstance(value, int | float) else 0

    return wire.ServerWorker(
        number("index"),
        str(its["state"]),
        number("cpu", 100),
        number("egress", 1 / 1000),
        number("routers"),
        number("carried"),
    )


ROUTES = (
    Route(catalogue.LIST_SERVERS, servers),
    Route(catalogue.RESIZE, resize),
    Route(catalogue.EMPTY_WORKER, empty_worker),
    Route(catalogue.DRAIN, drain),
    Route(catalogue.TAKE_ROOMS, take_rooms),
    Route(catalogue.LIST_SAMPLES, samples),
    Route(catalogue.LIST_OPEN_ROOMS, rooms),
    Route(catalogue.LIST_WATCHED, participants),
    Route(catalogue.CHANGE_ANY, live.change),
    Route(catalogue.REMOVE_ANY, live.remove),
    Route(catalogue.MUTE_ANY, live.mute),
    Route(catalogue.END_ANY, live.end),
    Route(catalogue.SAY_ANYWHERE, live.say),
    Route(catalogue.SHOW_TIMELINES, timelines),
    Route(catalogue.LIST_ACCOUNTS, users),
    Route(catalogue.PROMOTE, promote),
    Route(catalogue.DEMOTE, demote),
    Route(catalogue.SHOW_LIMITS, limits),
    Route(catalogue.SHOW_ADMIN_LOG, log),
)
