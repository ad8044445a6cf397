"""Figures for the operator to watch, in Prometheus' own terms."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

REGISTRY = CollectorRegistry()
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_FAST = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

WORKERS = Gauge("meetd_workers", "Media workers that run.", registry=REGISTRY)
WORKER_DEATHS = Counter(
    "meetd_worker_deaths", "Media workers that ended by themselves.", registry=REGISTRY
)
WORKER_CPU = Gauge(
    "meetd_worker_cpu_ratio",
    "Share of a core that a worker used lately.",
    ["worker"],
    registry=REGISTRY,
)
WORKER_EGRESS = Gauge(
    "meetd_worker_egress_bits_per_second",
    "What a worker sends, estimated.",
    ["worker"],
    registry=REGISTRY,
)
WORKER_ROUTERS = Gauge(
    "meetd_worker_routers", "Routers on a worker.", ["worker"], registry=REGISTRY
)
TRANSPORTS = Gauge("meetd_transports", "Open transports.", ["worker"], registry=REGISTRY)
PRODUCERS = Gauge("meetd_producers", "Open producers.", ["worker"], registry=REGISTRY)
CONSUMERS = Gauge("meetd_consumers", "Open consumers.", ["worker"], registry=REGISTRY)
CHANNEL_SECONDS = Histogram(
    "meetd_worker_request_seconds",
    "Time from a request to a worker to its answer.",
    ["method"],
    buckets=_FAST,
    registry=REGISTRY,
)
SIGNALING_SECONDS = Histogram(
    "meetd_signaling_request_seconds",
    "Time that a client's request took.",
    ["event", "code"],
    buckets=_FAST,
    registry=REGISTRY,
)
HTTP_SECONDS = Histogram(
    "meetd_http_request_seconds",
    "Time that an HTTP request took.",
    ["method", "route", "status"],
    buckets=_FAST,
    registry=REGISTRY,
)
HTTP_MALFORMED = Counter(
    "meetd_http_malformed", "What came where HTTP was expected, and was none.", registry=REGISTRY
)
JOIN_SECONDS = Histogram(
    "meetd_join_seconds", "Time that joining a room took.", buckets=_FAST, registry=REGISTRY
)
CHAT_SECONDS = Histogram(
    "meetd_chat_seconds",
    "Time from receiving a message to having stored and sent it out.",
    buckets=_FAST,
    registry=REGISTRY,
)
SFU_PROOFS = Counter(
    "meetd_sfu_proofs",
    "Participants of a direct call who tried the way to a worker, by whether there is one.",
    ["works"],
    registry=REGISTRY,
)
PATH_FAILURES = Counter(
    "meetd_path_failures",
    "Times that a participant could not build the way that media was to take.",
    ["mode"],
    registry=REGISTRY,
)
MODE_CHANGES = Counter(
    "meetd_mode_changes",
    "Times that a room's media changed its way.",
    ["mode", "reason"],
    registry=REGISTRY,
)
SOCKETS_REFUSED = Counter(
    "meetd_sockets_refused",
    "What clients sent over sockets, or did not send, for which they were refused or cut.",
    ["reason"],
    registry=REGISTRY,
)
SOCKETS = Gauge("meetd_sockets", "Sockets that are signed in.", registry=REGISTRY)
NODES = Gauge(
    "meetd_nodes", "Nodes of the service that Redis knows of; 0 with one server.", registry=REGISTRY
)
PASSED_ON = Gauge(
    "meetd_passed_on",
    "Requests and WebSockets that other nodes answer for this one at the moment.",
    registry=REGISTRY,
)
REDIS_HEARD = Gauge(
    "meetd_redis_heard",
    "Whether what is published to all nodes comes back over Redis; 0 with one server.",
    registry=REGISTRY,
)
TASKS = Gauge("meetd_tasks", "Tasks of the event loop.", registry=REGISTRY)
LOOP_LAG = Histogram(
    "meetd_event_loop_lag_seconds",
    "How late the event loop wakes up.",
    buckets=_FAST,
    registry=REGISTRY,
)

_LAG_INTERVAL = 0.25


class _Rooms(Collector):
    """Rooms and participants, counted when somebody looks."""

    def __init__(self, sizes: Callable[[], list[tuple[str, int]]]) -> None:
        self._sizes = sizes

    def collect(self) -> Iterator[Metric]:
        rooms = GaugeMetricFamily("meetd_rooms", "Rooms that somebody is in.", labels=["mode"])
        participants = GaugeMetricFamily(
            "meetd_participants", "Participants, by how their media travels.", labels=["mode"]
        )
        sizes = self._sizes()
        for mode in ("p2p", "sfu"):
            of_mode = [size for its, size in sizes if its == mode]
            rooms.add_metric([mode], len(of_mode))
            participants.add_metric([mode], sum(of_mode))
        yield rooms
        yield participants


@contextlib.contextmanager
def watching_rooms(sizes: Callable[[], list[tuple[str, int]]]) -> Iterator[None]:
    """Show how many rooms there are, by mode and number of participants, while inside."""
    collector = _Rooms(sizes)
    REGISTRY.register(collector)
    try:
        yield
    finally:
        REGISTRY.unregister(collector)


def exposition() -> bytes:
    """All metrics, as Prometheus reads them."""
    return generate_latest(REGISTRY)


@contextlib.asynccontextmanager
async def watching_the_loop() -> AsyncIterator[None]:
    """Measure the event loop's lag while inside."""

    loop = asyncio.get_running_loop()
    TASKS.set_function(lambda: len(asyncio.all_tasks(loop)))

    async def watch() -> None:
        while True:
            due = loop.time() + _LAG_INTERVAL
            await asyncio.sleep(_LAG_INTERVAL)
            LOOP_LAG.observe(max(0.0, loop.time() - due))

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
