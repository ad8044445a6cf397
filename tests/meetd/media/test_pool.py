"""Workers: rooms are spread over them, and one that dies takes only its own rooms along."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, SupportsIndex

import psutil
import pytest

from meetd import metrics
from meetd.media import addresses as addresses_module
from meetd.media import pool as pool_module
from meetd.media import pool_worker as worker_module
from meetd.media.addresses import addresses
from meetd.media.events import MediaEvent, RouterLost
from meetd.media.options import TransportOptions
from meetd.media.pool import RESPAWN_DELAYS, WorkerPool
from meetd.media.pool_worker import PoolWorker
from meetd.media.room_media import RoomMedia
from meetd.media.router_handle import RouterHandle
from meetd.media.tracks import Direction
from meetd.model import ParticipantId
from support.backend import settings
from support.waiting import PATIENCE, until
from worker_bridge import Router, WorkerBridgeError, provision

ANNA = ParticipantId("anna")


def ignore(_event: MediaEvent) -> None:
    """What a room would hear."""


@dataclass(frozen=True, eq=False)
class Opened:
    """A room's media, and the router that it found."""

    media: RoomMedia
    router: RouterHandle

    async def send(self) -> TransportOptions:
        """A transport for Anna to send on."""
        return await self.media.of(ANNA).transports.create(Direction.SEND)


async def opened(workers: WorkerPool, emit: Callable[[MediaEvent], None]) -> Opened:
    media = workers.open_room(emit)
    await media.find_router()
    router = media.router_for(ANNA)
    assert router is not None
    return Opened(media, router)


class Owner:
    """Hears what a room hears."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[MediaEvent] = asyncio.Queue()

    async def loses(self, room: Opened) -> None:
        async with asyncio.timeout(PATIENCE):
            assert await self.events.get() == RouterLost(room.router.id)


class Delays(tuple[float, ...]):
    """Delays that are asked for and noted, and not kept."""

    asked: list[float]

    def __getitem__(self, index: Any) -> Any:
        assert isinstance(index, SupportsIndex)
        self.asked.append(super().__getitem__(index))
        return 0.0


@pytest.fixture
def delays(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The delays before each new start, which are none here."""
    noted = Delays(RESPAWN_DELAYS)
    noted.asked = []
    monkeypatch.setattr(pool_module, "RESPAWN_DELAYS", noted)
    return noted.asked


@contextlib.asynccontextmanager
async def running(folder: Path, count: int, **changes: Any) -> AsyncIterator[WorkerPool]:
    workers = WorkerPool(settings(folder, workers=count), provision.install(), **changes)
    await workers.start()
    try:
        yield workers
    finally:
        await workers.stop()


@pytest.fixture
async def two(tmp_path: Path) -> AsyncIterator[WorkerPool]:
    async with running(tmp_path, 2) as workers:
        yield workers


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[WorkerPool]:
    async with running(tmp_path, 1) as workers:
        yield workers


def processes() -> set[int]:
    return {c.pid for c in psutil.Process().children() if "mediasoup" in c.name()}


def kill(worker: PoolWorker) -> None:
    os.kill(worker.worker.pid, signal.SIGKILL)


def of(workers: WorkerPool, room: Opened) -> PoolWorker:
    (found,) = [w for w in workers if room.router in w.routers]
    return found


def rooms(workers: WorkerPool) -> list[int]:
    return sorted(len(w.routers) for w in workers)


async def test_as_many_run_as_were_asked_for(two: WorkerPool) -> None:
    assert two.complete
    assert processes() == {w.worker.pid for w in two}
    assert len(processes()) == 2
    await two.stop()
    assert processes() == set()
    assert not two.complete


async def test_rooms_in_turn_are_spread(two: WorkerPool) -> None:
    for _ in range(4):
        await opened(two, ignore)
    assert rooms(two) == [2, 2]


async def test_rooms_at_once_are_spread(two: WorkerPool) -> None:
    """After a restart all rooms come back at the same moment."""
    await asyncio.gather(*(opened(two, ignore) for _ in range(8)))
    assert rooms(two) == [4, 4]


async def test_what_runs_counts_before_how_many_rooms(two: WorkerPool) -> None:
    busy = await opened(two, ignore)
    await busy.send()
    for _ in range(3):
        assert of(two, await opened(two, ignore)) is not of(two, busy)


async def test_a_room_that_ends_makes_place(two: WorkerPool) -> None:
    _, second = await opened(two, ignore), await opened(two, ignore)
    freed = of(two, second)
    second.media.close()
    assert rooms(two) == [0, 1]
    assert of(two, await opened(two, ignore)) is freed


async def test_who_no_longer_wants_a_room_leaves_nothing(one: WorkerPool) -> None:
    """Rooms whose first guest leaves at once must not fill the worker."""
    (worker,) = one
    for turns in range(12):
        opening = asyncio.create_task(opened(one, ignore))
        for _ in range(turns):
            await asyncio.sleep(0)
        opening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            (await opening).media.close()
    async with asyncio.timeout(PATIENCE):
        while (await worker.worker.dump())["routerIds"]:
            continue
    assert (worker.routers, worker.opening) == ([], 0)


@pytest.mark.usefixtures("delays")
async def test_a_killed_worker_is_replaced_and_its_owner_told(one: WorkerPool) -> None:
    owner = Owner()
    room = await opened(one, owner.events.put_nowait)
    before = metrics.WORKER_DEATHS._value.get()
    (dead,) = one
    kill(dead)
    await owner.loses(room)
    async with asyncio.timeout(PATIENCE):
        again = await opened(one, owner.events.put_nowait)
    assert again.router.id != room.router.id
    (fresh,) = one
    assert fresh.worker.pid != dead.worker.pid
    assert processes() == {fresh.worker.pid}
    assert await again.send()
    assert owner.events.empty()
    assert metrics.WORKER_DEATHS._value.get() == before + 1


async def test_other_rooms_live_on(two: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "RESPAWN_DELAYS", (3600.0,))
    lost, kept = Owner(), Owner()
    dying = await opened(two, lost.events.put_nowait)
    living = await opened(two, kept.events.put_nowait)
    survivor = of(two, living)
    kill(of(two, dying))
    await lost.loses(dying)
    assert await living.send()
    assert kept.events.empty()
    moved = await opened(two, lost.events.put_nowait)
    assert of(two, moved) is survivor
    assert not two.complete
    assert processes() == {survivor.worker.pid}


async def test_a_worker_that_dies_again_and_again_does_not_storm(
    one: WorkerPool, delays: list[float]
) -> None:
    owner = Owner()
    for _ in range(8):
        room = await opened(one, owner.events.put_nowait)
        kill(of(one, room))
        await owner.loses(room)
    await opened(one, ignore)
    assert delays == [0.5, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0, 10.0]


async def test_one_that_dies_after_a_long_life_is_replaced_at_once(
    one: WorkerPool, delays: list[float]
) -> None:
    owner = Owner()
    for age in (0.0, 0.0, 3600.0, 0.0):
        room = await opened(one, owner.events.put_nowait)
        worker = of(one, room)
        worker.born_at -= age
        kill(worker)
        await owner.loses(room)
    await opened(one, ignore)
    assert delays == [0.5, 1.0, 0.0, 0.5]


async def test_one_that_does_not_start_is_tried_again(tmp_path: Path, delays: list[float]) -> None:
    installation = provision.install()
    binary = tmp_path / "mediasoup-worker"
    binary.symlink_to(installation.binary)
    workers = WorkerPool(settings(tmp_path, workers=1), replace(installation, binary=binary))
    await workers.start()
    try:
        (worker,) = workers
        binary.unlink()
        kill(worker)
        await until(lambda: len(delays) >= 4)
        assert delays[:4] == [0.5, 1.0, 2.0, 5.0]
        assert not workers.complete
        binary.symlink_to(installation.binary)
        async with asyncio.timeout(PATIENCE):
            await opened(workers, ignore)
        assert workers.complete
        (worker,) = workers
        slept = len(delays)
        kill(worker)
        await until(lambda: len(delays) > slept)
        assert delays[-1] == 10.0, "what did not start counts as having died young"
    finally:
        await workers.stop()


async def test_while_none_runs_a_room_waits(
    one: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "RESPAWN_DELAYS", (3600.0,))
    owner = Owner()
    room = await opened(one, owner.events.put_nowait)
    kill(of(one, room))
    await owner.loses(room)
    await asyncio.sleep(0)
    waiting = asyncio.create_task(opened(one, ignore))
    await asyncio.sleep(0)
    assert list(one) == []
    assert not waiting.done()
    waiting.cancel()


async def test_stopping_ends_those_that_are_about_to_start(tmp_path: Path, delays: Any) -> None:
    async with running(tmp_path, 2) as workers:
        for worker in workers:
            kill(worker)
        await until(lambda: len(delays) > 0)
    await until(lambda: not processes())
    assert list(workers) == []


async def test_a_taken_port_leaves_no_worker_behind(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        of_two = settings(tmp_path, workers=2, rtc_port=port - 1)
        workers = WorkerPool(of_two, provision.install())
        with pytest.raises(WorkerBridgeError):
            await workers.start()
    assert list(workers) == []
    await until(lambda: not processes())


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are looked at often."""
    monkeypatch.setattr(worker_module, "PING_INTERVAL", 0.02)
    monkeypatch.setattr(worker_module, "PING_TIMEOUT", 0.5)


@pytest.mark.usefixtures("hasty", "delays")
async def test_a_worker_that_hangs_is_killed_and_replaced(two: WorkerPool) -> None:
    lost, kept = Owner(), Owner()
    room = await opened(two, lost.events.put_nowait)
    living = await opened(two, kept.events.put_nowait)
    hung = of(two, room)
    os.kill(hung.worker.pid, signal.SIGSTOP)
    await lost.loses(room)
    again = await opened(two, lost.events.put_nowait)
    assert await again.send()
    await until(lambda: two.complete)
    assert hung.worker.pid not in {w.worker.pid for w in two}
    assert not psutil.pid_exists(hung.worker.pid)
    assert await living.send()
    assert kept.events.empty()


@pytest.mark.usefixtures("hasty")
async def test_one_that_does_not_answer_gets_no_rooms(
    two: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_module, "PINGS_MISSED", 1_000_000)
    silent, other = two
    os.kill(silent.worker.pid, signal.SIGSTOP)
    await until(lambda: silent.missed > 0)
    for _ in range(3):
        assert of(two, await opened(two, ignore)) is other
    os.kill(silent.worker.pid, signal.SIGCONT)
    await until(lambda: silent.missed == 0)
    assert of(two, await opened(two, ignore)) is silent


@pytest.mark.usefixtures("delays")
async def test_a_worker_that_dies_with_its_last_answer_carries_no_room(
    one: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens yet for the end of the router that it made."""
    observe = Router.create_active_speaker_observer
    dead: list[str] = []

    async def dies(self: Router, **options: Any) -> Any:
        observer = await observe(self, **options)
        if not dead:
            dead.append(self.id)
            (worker,) = one
            kill(worker)
            await until(lambda: self.closed)
        return observer

    monkeypatch.setattr(Router, "create_active_speaker_observer", dies)
    async with asyncio.timeout(PATIENCE):
        room = await opened(one, ignore)
    assert room.router.id not in dead
    assert await room.send()


async def test_a_room_waits_if_the_last_one_dies_as_its_turn_comes(one: WorkerPool) -> None:
    gone = dict(one._running)
    one._running.clear()
    waiting = asyncio.create_task(opened(one, ignore))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()
    one._running.update(gone)
    async with asyncio.timeout(PATIENCE):
        await waiting


@pytest.mark.usefixtures("hasty")
async def test_nothing_is_shown_of_one_that_is_gone(
    one: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown() -> bool:
        return b'{worker="0"}' in metrics.exposition()

    monkeypatch.setattr(pool_module, "RESPAWN_DELAYS", (3600.0,))
    await until(shown)
    (worker,) = one
    kill(worker)
    await until(lambda: not shown())


def test_delays_grow() -> None:
    assert list(RESPAWN_DELAYS) == sorted(RESPAWN_DELAYS)
    assert RESPAWN_DELAYS[-1] >= 5


@pytest.mark.parametrize(
    ("listen", "announced", "expected"),
    [
        ("127.0.0.1", None, [("127.0.0.1", None)]),
        ("192.0.2.7", "meet.example.org", [("192.0.2.7", "meet.example.org")]),
        (None, "203.0.113.5", [("0.0.0.0", "203.0.113.5")]),
        (None, "2001:db8::1", [("::", "2001:db8::1")]),
        ("::1", None, [("::1", None)]),
        ("192.0.2.7,2001:db8::7", None, [("192.0.2.7", None), ("2001:db8::7", None)]),
        (
            "192.0.2.7,2001:db8::7",
            "203.0.113.5,2001:db8::1",
            [("192.0.2.7", "203.0.113.5"), ("2001:db8::7", "2001:db8::1")],
        ),
        (
            "192.0.2.7,2001:db8::7",
            "203.0.113.5",
            [("192.0.2.7", "203.0.113.5"), ("2001:db8::7", None)],
        ),
        (
            None,
            "203.0.113.5,2001:db8::1",
            [("0.0.0.0", "203.0.113.5"), ("::", "2001:db8::1")],
        ),
    ],
)
def test_addresses_that_the_operator_chose(
    listen: str | None, announced: str | None, expected: list[tuple[str, str | None]]
) -> None:
    assert addresses(listen, announced) == expected


@pytest.mark.parametrize("listen", [None, "0.0.0.0", "::"])
def test_without_a_choice_browsers_are_told_addresses_that_they_can_reach(
    listen: str | None,
) -> None:
    found = addresses(listen, None)
    assert ("127.0.0.1", None) in found
    assert not {"0.0.0.0", "::"} & {ip for ip, _ in found}


def host_has(monkeypatch: pytest.MonkeyPatch, ipv4: str | None, ipv6: str | None) -> None:
    monkeypatch.setattr(addresses_module, "_own_address", lambda: ipv4)
    monkeypatch.setattr(addresses_module, "_own_ipv6_address", lambda: ipv6)


def test_without_a_network_there_is_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    host_has(monkeypatch, None, None)
    assert addresses(None, None) == [("127.0.0.1", None)]


@pytest.mark.parametrize(
    ("listen", "announced", "expected"),
    [
        (None, None, ["192.0.2.7", "2001:db8::7", "127.0.0.1"]),
        ("::", None, ["192.0.2.7", "2001:db8::7", "127.0.0.1"]),
        ("0.0.0.0", None, ["192.0.2.7", "127.0.0.1"]),
        ("::", "2001:db8::1", ["192.0.2.7", "::"]),
        ("::", "203.0.113.5", ["0.0.0.0", "2001:db8::7"]),
        ("::", "meet.example.org", ["0.0.0.0", "::"]),
        (None, "meet.example.org", ["0.0.0.0"]),
    ],
)
def test_both_families_are_used_where_the_host_has_both(
    monkeypatch: pytest.MonkeyPatch, listen: str | None, announced: str | None, expected: list[str]
) -> None:
    host_has(monkeypatch, "192.0.2.7", "2001:db8::7")
    assert [ip for ip, _ in addresses(listen, announced)] == expected


def test_a_host_with_ipv6_alone_is_reached_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    host_has(monkeypatch, None, "2001:db8::7")
    assert addresses(None, None) == [("2001:db8::7", None), ("127.0.0.1", None)]
    assert addresses("::", None) == [("2001:db8::7", None), ("127.0.0.1", None)]
    assert addresses(None, "meet.example.org") == [("::", "meet.example.org")]


@pytest.mark.usefixtures("delays")
async def test_more_workers_start_and_fewer_end_while_the_rest_goes_on(one: WorkerPool) -> None:
    (first,) = one
    room = await opened(one, ignore)
    one.resize(3)
    assert (one.count, one.complete) == (3, False)
    await until(lambda: one.complete)
    added = [w.worker.pid for w in one if w is not first]
    one.resize(1)
    # Asked for again before they have ended: there are as many as were asked for last.
    one.resize(2)
    await until(lambda: sorted(w.index for w in one if not w.emptying) == [0, 1])
    await until(lambda: len(list(one)) == 2)
    one.resize(1)
    await until(lambda: list(one) == [first])
    assert processes() == {first.worker.pid}
    assert first.worker.pid not in added
    assert await room.send()


@pytest.mark.usefixtures("delays")
async def test_a_worker_too_many_that_dies_is_not_replaced(two: WorkerPool) -> None:
    first, second = sorted(two, key=lambda one: one.index)
    room = await opened(two, ignore)
    if of(two, room) is first:
        room = await opened(two, ignore)
    two.resize(1)
    kill(second)
    await until(lambda: list(two) == [first])
    assert two.complete
    two.resize(2)
    await until(lambda: two.complete)
