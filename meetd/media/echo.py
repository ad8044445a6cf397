"""A way to a worker and back, for who looks whether a meeting will reach them: what they send over
a data channel comes back from the worker's own port, by the way that their media would take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from meetd.client_address import Network, site
from meetd.counted import share
from meetd.ending import ended
from meetd.errors import MediaUnavailable, TooManyRequests
from meetd.media.errors import translate_errors
from meetd.media.events import Parameters
from meetd.media.pool import WorkerPool
from meetd.media.pool_worker import PoolWorker
from meetd.place_limit import PlaceLimit
from worker_bridge import Router, WorkerBridgeError

LIFE = 40.0
"""Seconds for which one is there."""
MOST = 16
"""How many there may be at a time."""
LOOKS, LOOK_RATE = 8.0, 1 / 20
"""Times that one place may look at once, and per second for long: people of one household or office
try again and again."""
STREAM = 0
"""The SCTP stream on which it comes, and goes back."""
LARGEST = 1200
"""Bytes of a message."""
MOST_BYTES = 512 * 1024
"""Bytes that one may send back in all: ten times what a look needs."""
LOOK_INTERVAL = 1.0
"""Seconds between two looks how many they were."""
ANSWER_LIMIT = 3.0
"""Seconds that a worker may take to make one."""


@dataclass(frozen=True, slots=True)
class Echo:
    """A transport of nobody's, connected to one browser."""

    ice_parameters: Parameters
    ice_candidates: Parameters
    dtls_parameters: Parameters


class Echoes:
    """Makes them, on routers that no room has, and ends them after a while."""

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers
        self._looks = PlaceLimit(LOOK_RATE, LOOKS)
        self._open: dict[asyncio.Task[None], Network | None] = {}
        """By whose site they are."""

    def count(self, place: Network | None) -> None:
        """Somebody there looks. Raises TooManyRequests."""
        self._looks.must_have(place)
        self._looks.count(place)

    async def open(self, dtls_parameters: Parameters, place: Network | None = None) -> Echo | None:
        """One on the worker that a room would get, for the browser with these fingerprints; None:
        no worker answers. Raises TooManyRequests: there are too many, in all or from there;
        MediaRejected."""
        answering = [w for w in self._workers if not w.missed]
        if not answering:
            return None
        left, whole = MOST - len(self._open), None if place is None else site(place)
        theirs = sum(its == whole for its in self._open.values())
        if left <= 0 or (whole is not None and theirs >= share(MOST, 4 * left)):
            raise TooManyRequests
        made: asyncio.Future[Echo] = asyncio.get_running_loop().create_future()
        least = min(answering, key=lambda w: w.load)
        task = asyncio.create_task(_echo(least, dtls_parameters, made))
        self._open[task] = whole
        task.add_done_callback(self._open.pop)
        either: list[asyncio.Future[Any]] = [task, made]
        await asyncio.wait(either, timeout=ANSWER_LIMIT, return_when=asyncio.FIRST_COMPLETED)
        if made.done():
            return made.result()
        if not task.done():
            task.cancel()
            return None
        try:
            with translate_errors():
                await task
        except MediaUnavailable:
            pass
        return None

    async def end_all(self) -> None:
        """End those that are left."""
        await ended(*self._open)


@asynccontextmanager
async def echoing(workers: WorkerPool) -> AsyncIterator[Echoes]:
    """What makes them; ends what is left at the end."""
    echoes = Echoes(workers)
    try:
        yield echoes
    finally:
        await echoes.end_all()


async def _echo(w: PoolWorker, dtls_parameters: Parameters, made: asyncio.Future[Echo]) -> None:
    """Raises WorkerBridgeError."""
    router = await w.worker.create_router(media_codecs=[])
    try:
        await _carry(w, router, dtls_parameters, made)
    finally:
        router.close()


async def _carry(
    w: PoolWorker, router: Router, dtls_parameters: Parameters, made: asyncio.Future[Echo]
) -> None:
    transport = await router.create_webrtc_transport(
        webrtc_server=w.webrtc_server,
        enable_udp=True,
        enable_tcp=True,
        prefer_udp=True,
        enable_sctp=True,
        max_send_message_size=LARGEST,
        max_receive_message_size=LARGEST,
    )
    await transport.connect(dtls_parameters=dtls_parameters)
    # As media: what is lost stays lost, and nothing waits for it.
    comes = await transport.produce_data(
        sctp_stream_parameters={"streamId": STREAM, "ordered": False, "maxRetransmits": 0}
    )
    # The first of a transport has stream 0 too.
    await transport.consume_data(data_producer_id=comes.id)
    made.set_result(
        Echo(
            ice_parameters=transport.ice_parameters,
            ice_candidates=transport.ice_candidates,
            dtls_parameters=transport.dtls_parameters,
        )
    )
    for _ in range(round(LIFE / LOOK_INTERVAL)):
        await asyncio.sleep(LOOK_INTERVAL)
        try:
            [stats] = await comes.get_stats()
        except WorkerBridgeError:
            # It died, and everything on it.
            return
        if stats["bytesReceived"] > MOST_BYTES:
            return
