"""The composition root: the only file that knows all the parts and wires them."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from aiohttp import web

import worker_bridge
from meetd import metrics
from meetd.auth.passwords import Passwords
from meetd.auth.sessions import Sessions
from meetd.auth.tokens import Tokens
from meetd.auth.turn import ice_servers
from meetd.client_address import ClientAddresses
from meetd.cluster.bus import Bus
from meetd.cluster.directory import Lease, RoomDirectory
from meetd.cluster.joined import Cluster, joined
from meetd.cluster.local import LocalBus, LocalDirectory
from meetd.config import Settings
from meetd.db.attendance import Attendance
from meetd.db.embedded import embedded_postgres
from meetd.db.messages import Messages
from meetd.db.migrate import migrate
from meetd.db.pool import Database, database
from meetd.db.rooms import Rooms
from meetd.db.tokens import RefreshTokens
from meetd.db.users import Users
from meetd.draining import Draining
from meetd.errors import MeetError, OwnerUnreachable
from meetd.listening import http_hosts
from meetd.log import get_logger
from meetd.media.pool import WorkerPool
from meetd.rest.connections import Runner, backlog, capacity, raise_descriptor_limit
from meetd.rest.deps import Deps
from meetd.rest.routes import new_application
from meetd.rooms.limits import RoomLimits
from meetd.rooms.observers import Observers
from meetd.rooms.quotas import Quotas
from meetd.rooms.registry import Registry
from meetd.rooms.service import RoomService
from meetd.rooms.telemetry import Telemetry
from meetd.rooms.visitors import Visitors
from meetd.signaling.handlers import OPERATIONS
from meetd.signaling.outbox import Outbox
from meetd.signaling.packets import new_sockets
from meetd.signaling.server import SignalingServer

log = get_logger(__name__)

PAGES = Path(__file__).resolve().parents[1] / "web" / "build" / "client"
STOP_LIMIT = 5.0
"""Seconds that requests under way get to finish when the server stops."""
PURGE_INTERVAL = 3600.0
DRAINING = web.AppKey("draining", Draining)


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
async def running(
    settings: Settings, installation: worker_bridge.Installation, connections: int = 10_000
) -> AsyncIterator[web.Application]:
    """Everything behind the HTTP application, started in order and stopped in reverse.
    `connections`: how many there may be at a time."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(database_url(settings))
        db = await stack.enter_async_context(database(url))
        await stack.enter_async_context(metrics.watching_the_loop())
        passwords = Passwords()
        stack.callback(passwords.close)
        users, rooms, messages = Users(db), Rooms(db), Messages(db)
        addresses = ClientAddresses(settings.trusted_proxies)
        cluster: Cluster | None = None
        directory: RoomDirectory = LocalDirectory()
        bus: Bus = LocalBus()
        if settings.redis_url is not None:
            cluster = await stack.enter_async_context(joined(settings, url, addresses))
            directory, bus = cluster.directory, cluster.bus
        sessions = Sessions(
            db, users, RefreshTokens(db), Tokens(settings.secret_key), passwords, bus
        )
        await users.fill_skeletons()
        await stack.enter_async_context(_purging(sessions))

        workers = WorkerPool(settings, installation)
        stack.push_async_callback(workers.stop)
        await workers.start()

        quotas = Quotas()
        visitors = Visitors(Attendance(db))
        stack.push_async_callback(visitors.stop)
        limits = {name: operation.limit for name, operation in OPERATIONS.items()}
        node = cluster.node.instance.hex if cluster is not None else ""
        sio = new_sockets(settings, limits, connections, addresses, node)
        outbox = Outbox(sio)
        registry = Registry(
            rooms=rooms,
            messages=messages,
            visitors=visitors,
            quotas=quotas,
            media=workers,
            observers=Observers(outbox, Telemetry()),
            directory=directory,
            bus=bus,
            limits=RoomLimits(
                room_limit=settings.room_limit,
                p2p_timeout=settings.p2p_timeout,
                return_delay=settings.return_delay,
                resume_timeout=settings.resume_timeout,
            ),
            several=cluster is not None,
        )
        signaling = SignalingServer(
            sio,
            outbox,
            registry=registry,
            sessions=sessions,
            bus=bus,
            ice_servers=partial(ice_servers, settings),
            operations=OPERATIONS,
            access_cookie=settings.cookie_names.access,
        )
        stack.push_async_callback(signaling.stop)
        stack.callback(registry.stop)
        stack.enter_context(metrics.watching_rooms(registry.sizes))

        draining: Draining | None = None
        if cluster is not None:

            def lost(lease: Lease) -> None:
                registry.lose(lease)
                signaling.send_away(lease.room_id)

            draining = Draining(cluster, registry, signaling, workers)
            stack.callback(draining.order, None)
            cluster.directory.on_lost(lost)
            cluster.bus.on_gap(signaling.look_again)
            cluster.nodes.figures = lambda: {
                "rooms": len(sizes := registry.sizes()),
                "participants": sum(size for _, size in sizes),
                "draining": not registry.accepting,
            }

        application = _application(
            sio,
            cluster,
            Deps(
                settings=settings,
                addresses=addresses,
                sessions=sessions,
                users=users,
                rooms=RoomService(rooms, visitors, quotas, bus),
                messages=messages,
                quotas=quotas,
                directory=directory,
                pass_on=_nowhere if cluster is None else cluster.passing.pass_on,
                ready=partial(_ready, db, workers, registry),
                pages=PAGES,
            ),
        )
        if draining is not None:
            application[DRAINING] = draining
        yield application


async def _nowhere(_request: web.Request, _url: str) -> web.StreamResponse:
    raise OwnerUnreachable


def _application(sio: object, cluster: Cluster | None, deps: Deps) -> web.Application:
    app = new_application(deps)
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
    connections = capacity(descriptors, settings.workers)
    try:
        async with running(settings, installation, connections) as app:
            _on_signals(stop.set)
            runner = Runner(
                app,
                capacity=connections,
                access_log=None,
                shutdown_timeout=STOP_LIMIT,
                handle_signals=False,
            )
            await runner.setup()
            for host in http_hosts(settings.host):
                await web.TCPSite(runner, host, settings.port, backlog=backlog(descriptors)).start()
            seconds = round(time.monotonic() - began, 1)
            log.info("serving", workers=settings.workers, host=settings.host, seconds=seconds)
            print(f"meetd is ready: {settings.public_url}", flush=True)  # noqa: T201
            await stop.wait()
            if settings.drain_timeout and DRAINING in app:
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


async def _drained(draining: Draining, deadline: float) -> None:
    """Give the rooms away first; a second signal is for who does not want to wait."""
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
async def _purging(sessions: Sessions) -> AsyncIterator[None]:
    async def purge() -> None:
        while True:
            try:
                await sessions.purge()
            except MeetError:
                log.warning("could not purge expired sessions")
            await asyncio.sleep(PURGE_INTERVAL)

    task = asyncio.create_task(purge())
    try:
        yield
    finally:
        task.cancel()
