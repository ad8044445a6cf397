"""The composition root: the only file that knows all the parts and wires them.

Longer than most files for that: a part more is two lines more here, and none anywhere else."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Protocol

from aiohttp import web

import worker_bridge
from meetd import metrics
from meetd.auth.guests import Guests
from meetd.auth.join_tokens import JoinTokenBook
from meetd.auth.keys import KeyRing
from meetd.auth.passwords import Passwords
from meetd.auth.sessions import Sessions
from meetd.auth.tokens import Tokens
from meetd.auth.turn import ice_servers
from meetd.client_address import ClientAddresses
from meetd.cluster.bus import Bus
from meetd.cluster.control import Control
from meetd.cluster.directory import Lease, RoomDirectory
from meetd.cluster.joined import Cluster, joined
from meetd.cluster.local import LocalBus, LocalDirectory
from meetd.cluster.operator_socket import listening
from meetd.config import Settings
from meetd.db.admissions import Admissions
from meetd.db.attendance import Attendance
from meetd.db.boards import Boards
from meetd.db.breakouts import Breakouts
from meetd.db.calendars import Calendars
from meetd.db.embedded import DataInUseError, embedded_postgres, running_postgres
from meetd.db.files import Files
from meetd.db.invitations import Invitations as InvitationTable
from meetd.db.join_tokens import JoinTokens
from meetd.db.kept_answers import KeptAnswers
from meetd.db.keys import Keys
from meetd.db.meeting_log import MeetingLogs
from meetd.db.messages import Messages
from meetd.db.migrate import migrate
from meetd.db.pictures import Pictures
from meetd.db.polls import Polls
from meetd.db.pool import Database, database
from meetd.db.rooms import Rooms
from meetd.db.thumbnails import Thumbnails
from meetd.db.tokens import RefreshTokens
from meetd.db.users import Users
from meetd.draining import Draining
from meetd.draining_alone import DrainingAlone
from meetd.errands import Accounts
from meetd.errors import InvalidRequest, MeetError, OwnerUnreachable
from meetd.event_service import event_service
from meetd.listening import http_hosts
from meetd.log import get_logger
from meetd.media.echo import echoing
from meetd.media.lending import lending
from meetd.media.pool import WorkerPool
from meetd.media.probing import probing
from meetd.operating import Operating
from meetd.oversight import Oversight, oversight
from meetd.report import empty, report, reporting, resize
from meetd.rest.connections import Runner, backlog, capacity, raise_descriptor_limit
from meetd.rest.deps import Deps
from meetd.rest.routes import new_application
from meetd.rooms.agenda import Agenda
from meetd.rooms.board_keeper import keeping_boards
from meetd.rooms.invitations import Invitations
from meetd.rooms.limits import RoomLimits
from meetd.rooms.meeting_log import keeping_log
from meetd.rooms.observers import Observers
from meetd.rooms.quotas import Quotas
from meetd.rooms.registry import Registry
from meetd.rooms.service import RoomService
from meetd.rooms.telemetry import Telemetry
from meetd.rooms.visitors import Visitors
from meetd.sampling import Meter, sampling
from meetd.shipped import PAGES
from meetd.signaling.handlers import OPERATIONS
from meetd.signaling.outbox import Outbox
from meetd.signaling.packets import new_sockets
from meetd.signaling.server import SignalingServer
from meetd.wire.catalogue.sockets import REQUESTS

if TYPE_CHECKING:
    from meetd.tracing import Traces

log = get_logger(__name__)


class Purged(Protocol):
    """Has something that expires."""

    async def purge(self) -> None:
        """Forget what has. Raises MeetError."""


STOP_LIMIT = 5.0
"""Seconds that requests under way get to finish when the server stops."""
PURGE_INTERVAL = 3600.0
LIMITS = {name: operation.limit for name, operation in OPERATIONS.items()}
TELLING = frozenset(request.name for request in REQUESTS if request.tells_state)
DRAINING: web.AppKey[Draining | DrainingAlone] = web.AppKey("draining")
CONNECTIONS: web.AppKey[Callable[[], int]] = web.AppKey("connections")
"""How many there may be at a time, now."""


@asynccontextmanager
async def database_url(settings: Settings) -> AsyncIterator[str]:
    """The operator's database, or one of our own; migrated."""
    async with AsyncExitStack() as stack:
        url = settings.database_url
        if url is None:
            url = await stack.enter_async_context(embedded_postgres(settings.data_dir))
        await migrate(url)
        yield url


@asynccontextmanager
async def database_beside(settings: Settings) -> AsyncIterator[Database]:
    """The same for a command, also beside a server that runs. Raises DataInUseError."""
    try:
        async with database_url(settings) as url, database(url) as db:
            yield db
    except DataInUseError:
        # The server's own, which is up to date then.
        servers = running_postgres(settings.data_dir)
        if servers is None:
            raise
        async with database(servers) as db:
            yield db


@asynccontextmanager
async def running(
    settings: Settings,
    installation: worker_bridge.Installation,
    capacity_beside: Callable[[int], int] = lambda _workers: 10_000,
) -> AsyncIterator[web.Application]:
    """Everything behind the HTTP application, started in order and stopped in reverse.
    `capacity_beside`: how many connections there may be at a time beside so many workers."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(database_url(settings))
        db = await stack.enter_async_context(database(url))
        await stack.enter_async_context(metrics.watching_the_loop())
        passwords, join_tokens = Passwords(), JoinTokenBook(JoinTokens(db), settings.secret_key)
        stack.callback(passwords.close)
        users, rooms, messages, files, pictures, kept_answers, addresses = (
            *(Users(db), Rooms(db), Messages(db), Files(db), Pictures(db), KeptAnswers(db)),
            ClientAddresses(settings.trusted_proxies),
        )
        cluster: Cluster | None = None
        directory: RoomDirectory = LocalDirectory()
        bus: Bus = LocalBus()
        if settings.redis_url is not None:
            cluster = await stack.enter_async_context(joined(settings, url, addresses))
            directory, bus = cluster.directory, cluster.bus
        guests = Guests(tokens := Tokens(settings.secret_key), join_tokens)
        sessions = Sessions(db, users, RefreshTokens(db), tokens, passwords, bus, join_tokens)
        await users.fill_skeletons()
        watched = await stack.enter_async_context(oversight(settings, db))
        await stack.enter_async_context(
            _purging(
                *(sessions, join_tokens, kept_answers, files),
                *(watched.kept, watched.log, watched.samples),
            )
        )

        workers = WorkerPool(settings, installation)
        stack.push_async_callback(workers.stop)
        await workers.start()

        traces = await stack.enter_async_context(_tracing(settings))
        quotas, visitors = Quotas(), Visitors(Attendance(db))
        stack.push_async_callback(visitors.stop)
        most = partial(_connections, workers, capacity_beside)
        sio = new_sockets(settings, LIMITS, most, addresses, _instance(cluster), TELLING)
        outbox = Outbox(sio)
        events = await stack.enter_async_context(event_service(settings, db, lambda: registry))
        registry = Registry(
            rooms=rooms,
            messages=messages,
            admissions=Admissions(db),
            polls=Polls(db),
            boards=await stack.enter_async_context(keeping_boards(Boards(db))),
            breakouts=Breakouts(db),
            visitors=visitors,
            quotas=quotas,
            media=workers,
            observers=Observers(
                outbox,
                Telemetry(),
                await stack.enter_async_context(keeping_log(MeetingLogs(db))),
                watched.timelines,
                events.log,
                *(() if traces is None else (traces.rooms,)),
                settled=events.log.settled,
            ),
            directory=directory,
            bus=bus,
            limits=RoomLimits(
                room_limit=settings.room_limit,
                p2p_timeout=settings.p2p_timeout,
                return_delay=settings.return_delay,
                resume_timeout=settings.resume_timeout,
            ),
            several=cluster is not None,
            files=files,
        )
        signaling = SignalingServer(
            sio,
            outbox,
            registry=registry,
            sessions=sessions,
            bus=bus,
            ice_servers=partial(ice_servers, settings),
            operations=OPERATIONS if traces is None else traces.of(OPERATIONS),
            guests=guests,
            cookies=settings.cookie_names,
            picture_of=pictures.of,
            address_of=partial(_address, addresses) if settings.timeline_addresses else _unsaid,
            bot_loopback=settings.bot_loopback,
        )
        stack.push_async_callback(signaling.stop)
        stack.callback(registry.stop)
        await stack.enter_async_context(_measured(settings.node, watched, registry, workers))

        draining = await stack.enter_async_context(_draining(cluster, registry, signaling, workers))
        if cluster is not None:

            def lost(lease: Lease) -> None:
                registry.lose(lease)
                signaling.send_away(lease.room_id)

            cluster.directory.on_lost(lost)
            cluster.routing.has_room = lambda code: registry.live(code) is not None
            cluster.bus.on_gap(sessions.missed)
            cluster.bus.on_gap(signaling.look_again)
            cluster.nodes.figures = lambda: {
                "rooms": len(sizes := registry.sizes()),
                "participants": sum(size for _, size in sizes),
                "draining": not registry.accepting,
                "spare": workers.spare(),
            }
            await stack.enter_async_context(
                lending(cluster, installation, workers, lambda: registry.accepting)
            )

        ring, reports = (
            KeyRing(Keys(db), bus),
            reporting(settings, partial(report, time.monotonic(), registry, workers)),
        )
        operating = Operating(
            settings,
            Accounts(users, Keys(db), ring),
            reports,
            partial(resize, settings, workers),
            partial(empty, workers),
            draining.order,
            None if cluster is None else cluster.nodes,
        )
        application = _application(
            sio,
            most,
            cluster,
            traces,
            Control(
                settings.secret_key,
                partial(report, time.monotonic(), registry, workers),
                partial(resize, settings, workers),
                partial(empty, workers),
                stack.enter_context(probing(workers)),
                draining.order if cluster is None else _ordered_elsewhere,
                operating,
            ),
            Deps(
                settings=settings,
                addresses=addresses,
                sessions=sessions,
                guests=guests,
                keys=ring,
                join_tokens=join_tokens,
                admissions=Admissions(db),
                live=registry.live,
                open=registry.open,
                users=users,
                rooms=RoomService(rooms, visitors, quotas, bus, registry.changed),
                agenda=Agenda(rooms, Calendars(db)),
                invitations=Invitations(InvitationTable(db)),
                messages=messages,
                files=files,
                thumbnails=Thumbnails(db),
                pictures=pictures,
                logs=MeetingLogs(db),
                oversight=watched,
                reports=reports,
                orders=operating,
                events=events,
                polls=Polls(db),
                breakouts=Breakouts(db),
                quotas=quotas,
                echoes=await stack.enter_async_context(echoing(workers)),
                kept_answers=kept_answers,
                directory=directory,
                pass_on=_nowhere if cluster is None else cluster.passing.pass_on,
                ready=partial(_ready, db, workers, registry),
                pages=PAGES,
            ),
        )
        application[DRAINING] = draining
        yield application


@asynccontextmanager
async def _draining(
    cluster: Cluster | None,
    registry: Registry,
    signaling: SignalingServer,
    workers: WorkerPool,
) -> AsyncIterator[Draining | DrainingAlone]:
    draining = (
        DrainingAlone(registry, signaling)
        if cluster is None
        else Draining(cluster, registry, signaling, workers)
    )
    try:
        yield draining
    finally:
        await draining.stop()


@asynccontextmanager
async def _tracing(settings: Settings) -> AsyncIterator[Traces | None]:
    if not settings.traces:
        yield None
        return
    # An extra, which need not be there.
    from meetd.tracing import tracing  # noqa: PLC0415

    async with tracing() as traces:
        yield traces


def _address(addresses: ClientAddresses, request: web.Request) -> str | None:
    found = addresses.address(request)
    return None if found is None else str(found)


def _unsaid(_request: web.Request) -> None:
    """Where a request comes from is kept nowhere."""


def _connections(workers: WorkerPool, capacity_beside: Callable[[int], int]) -> int:
    # Those that are being emptied are still there.
    return capacity_beside(max(workers.count, len(list(workers))))


def _instance(cluster: Cluster | None) -> str:
    return "" if cluster is None else cluster.node.instance.hex


def _ordered_elsewhere(_deadline: float | None) -> None:
    raise InvalidRequest("Nodes of several are ordered that through Redis.")


async def _nowhere(_request: web.Request, _url: str) -> web.StreamResponse:
    raise OwnerUnreachable


def _application(
    sio: object,
    connections: Callable[[], int],
    cluster: Cluster | None,
    traces: Traces | None,
    control: Control,
    deps: Deps,
) -> web.Application:
    app = new_application(deps)
    app.middlewares[:0] = [] if traces is None else [traces.request]
    app[CONNECTIONS] = connections
    app.middlewares.append(control.answer)
    if cluster is not None:
        cluster.routing.install(app)
    sio.attach(app)  # type: ignore[attr-defined]
    return app


async def serve(settings: Settings, installation: worker_bridge.Installation) -> None:
    """Serve until SIGINT or SIGTERM, then stop in good order; also in the middle of starting."""
    stop = asyncio.Event()
    starting = asyncio.current_task()

    def give_up() -> None:
        if starting is not None and not stop.is_set():
            stop.set()
            starting.cancel()

    _on_signals(give_up)
    began = time.monotonic()
    descriptors = raise_descriptor_limit()
    try:
        async with running(settings, installation, partial(capacity, descriptors)) as app:
            _on_signals(stop.set)
            runner = Runner(
                app,
                capacity=app[CONNECTIONS],
                access_log=None,
                shutdown_timeout=STOP_LIMIT,
                handle_signals=False,
            )
            await runner.setup()
            for host in http_hosts(settings.host):
                await web.TCPSite(runner, host, settings.port, backlog=backlog(descriptors)).start()
            async with listening(runner, settings.data_dir):
                seconds = round(time.monotonic() - began, 1)
                log.info("serving", workers=settings.workers, host=settings.host, seconds=seconds)
                print(f"meetd is ready: {settings.public_url}", flush=True)  # noqa: T201
                await stop.wait()
                if settings.drain_timeout:
                    await _drained(app[DRAINING], settings.drain_timeout)
            log.info("stopping")
            # The site goes last, so that sockets hear why; nobody is let into a room any more.
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
        log.info("stopped before it was ready")
        return
    await runner.cleanup()
    log.info("stopped")


async def _drained(draining: Draining | DrainingAlone, deadline: float) -> None:
    """Give the rooms away first, or wait for their end; a second signal is for who does not want to
    wait."""
    hurry = asyncio.Event()
    _on_signals(hurry.set)
    waiting = [asyncio.create_task(hurry.wait()), asyncio.create_task(draining.run(deadline))]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()


def _on_signals(react: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, react)


async def _ready(db: Database, workers: WorkerPool, registry: Registry) -> dict[str, bool]:
    try:
        reachable = await db.fetchval("SELECT true") is True
    except MeetError:
        reachable = False
    return {"database": reachable, "workers": workers.complete, "accepting": registry.accepting}


@asynccontextmanager
async def _measured(
    node: str, watched: Oversight, registry: Registry, workers: WorkerPool
) -> AsyncIterator[None]:
    """Have it seen how much there is to do, now and lately."""
    meter = Meter(registry.sizes, workers, watched.timelines)
    with metrics.watching_rooms(registry.sizes):
        async with sampling(watched.samples, node, meter):
            yield


@asynccontextmanager
async def _purging(
    *tables: Purged,
) -> AsyncIterator[None]:
    async def purge() -> None:
        while True:
            for table in tables:
                try:
                    await table.purge()
                except MeetError:
                    log.warning("could not purge what has expired")
                except Exception:
                    log.exception("could not purge what has expired")
            await asyncio.sleep(PURGE_INTERVAL)

    task = asyncio.create_task(purge())
    try:
        yield
    finally:
        task.cancel()
