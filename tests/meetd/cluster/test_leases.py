"""Leases of rooms, on a real PostgreSQL with a clock that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from meetd.cluster.directory import Elsewhere, Lease
from meetd.cluster.leases import LeaseDirectory
from meetd.db.attendance import Attendance
from meetd.db.leases import DEAD_AFTER, LEASE, Leases, Node, Owner, fence
from meetd.db.messages import Messages
from meetd.db.pool import Database, database
from meetd.db.rooms import Rooms
from meetd.db.users import Users
from meetd.errors import RoomElsewhere, RoomNotFound
from meetd.model import Room, RoomId, User
from support.postgres import Postgres
from support.waiting import until

T = TypeVar("T")
CLOCK = "(SELECT at FROM test_clock)"


class Clock:
    """The database's, as the leases see it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def start(self) -> None:
        await self._db.execute("CREATE TABLE IF NOT EXISTS test_clock (at timestamptz NOT NULL)")
        await self._db.execute("DELETE FROM test_clock")
        await self._db.execute("INSERT INTO test_clock VALUES ('2030-01-01')")

    async def forward(self, seconds: float) -> None:
        await self._db.execute("UPDATE test_clock SET at = at + make_interval(secs => $1)", seconds)


def a_node(db: Database, name: str, url: str | None = None) -> Leases:
    return Leases(db, Node(name, url or f"http://{name}:8080", uuid4()), CLOCK)


@pytest_asyncio.fixture
async def clock(db: Database) -> Clock:
    clock = Clock(db)
    await clock.start()
    return clock


@pytest_asyncio.fixture
async def anna(db: Database) -> User:
    return await Users(db).add("anna@example.org", "anna", "hash")


@pytest_asyncio.fixture
async def room(db: Database, anna: User) -> Room:
    return await Rooms(db).add(anna.id, "Room")


@pytest.mark.usefixtures("clock")
async def test_a_room_has_one_owner(db: Database, room: Room) -> None:
    a, b = a_node(db, "a"), a_node(db, "b")
    first = await a.claim(room.id)
    assert isinstance(first, int)
    found = await b.claim(room.id)
    assert isinstance(found, Owner)
    assert found.url == "http://a:8080"
    assert await b.owner(room.code) == found
    await a.release(room.id, first)
    assert await b.owner(room.code) is None
    assert await b.claim(room.id) == first + 1


async def test_what_runs_out_is_anybodys(db: Database, room: Room, clock: Clock) -> None:
    a, b = a_node(db, "a"), a_node(db, "b")
    epoch = await a.claim(room.id)
    assert isinstance(epoch, int)
    await clock.forward(LEASE - 1)
    assert await a.renew({room.id: epoch}) == {room.id}
    await clock.forward(LEASE - 1)
    assert isinstance(await b.claim(room.id), Owner)
    await clock.forward(2)
    assert await a.renew({room.id: epoch}) == set()
    assert await b.claim(room.id) == epoch + 1
    # The former owner's good-bye takes nothing from the new one.
    await a.release(room.id, epoch)
    assert isinstance(await a.claim(room.id), Owner)


async def test_who_does_not_answer_and_is_not_seen_is_succeeded(
    db: Database, room: Room, clock: Clock
) -> None:
    a, b = a_node(db, "a"), a_node(db, "b")
    assert await a.beat()
    await a.claim(room.id)
    assert isinstance(await b.claim(room.id, suspect=True), Owner)
    await clock.forward(DEAD_AFTER + 1)
    assert isinstance(await b.claim(room.id), Owner), "it may be the database that was away"
    assert await b.claim(room.id, suspect=True) == 2


@pytest.mark.usefixtures("clock")
async def test_who_starts_again_takes_its_own_rooms(db: Database, room: Room) -> None:
    before, after = a_node(db, "a"), a_node(db, "a")
    assert await before.beat()
    assert await before.claim(room.id) == 1
    assert await after.beat()
    assert await after.claim(room.id) == 2


async def test_two_that_live_do_not_have_one_name(db: Database, clock: Clock) -> None:
    one, other = a_node(db, "a", "http://one:8080"), a_node(db, "a", "http://other:8080")
    assert await one.beat()
    assert not await other.beat()
    await clock.forward(DEAD_AFTER + 1)
    assert await other.beat()


@pytest.mark.usefixtures("clock")
async def test_a_room_that_is_gone_is_nobodys(db: Database, room: Room) -> None:
    a = a_node(db, "a")
    epoch = await a.claim(room.id)
    assert isinstance(epoch, int)
    await Rooms(db).under(epoch).delete(room.id)
    assert await a.renew({room.id: epoch}) == set()
    with pytest.raises(RoomNotFound):
        await a.claim(room.id)


@pytest.mark.usefixtures("clock")
async def test_a_former_owner_writes_nothing(db: Database, anna: User, room: Room) -> None:
    a = a_node(db, "a")
    former = await a.claim(room.id)
    assert isinstance(former, int)
    messages, rooms = Messages(db).under(former), Rooms(db).under(former)
    said, _ = await messages.add(room.id, anna.id, uuid4(), "in time")
    await a.release(room.id, former)
    epoch = await a_node(db, "b").claim(room.id)
    assert isinstance(epoch, int)
    with pytest.raises(RoomElsewhere):
        await messages.add(room.id, anna.id, uuid4(), "too late")
    # What was stored already is answered, as to anybody who says it again.
    assert await messages.add(room.id, anna.id, said.client_id, "in time") == (said, False)
    with pytest.raises(RoomElsewhere):
        await rooms.change(room.id, "Too late")
    with pytest.raises(RoomElsewhere):
        await rooms.delete(room.id)
    await Attendance(db).under(former).add(room.id, anna.id)
    assert not await Attendance(db).has(room.id, anna.id)
    await Attendance(db).under(epoch).add(room.id, anna.id)
    assert await Attendance(db).has(room.id, anna.id)
    await Messages(db).under(epoch).add(room.id, anna.id, uuid4(), "after all")
    page = await Messages(db).page(room.id, None, 10)
    assert [message.content for message in page] == ["in time", "after all"]
    renamed = await Rooms(db).under(epoch).change(room.id, "Now")
    assert renamed is not None


@pytest.mark.usefixtures("clock")
async def test_who_takes_over_waits_for_a_write_under_way(
    db: Database, anna: User, room: Room
) -> None:
    a, b = a_node(db, "a"), a_node(db, "b")
    epoch = await a.claim(room.id)
    assert isinstance(epoch, int)
    await a.release(room.id, epoch)
    async with db.transaction() as connection:
        assert await connection.fetchval(f"SELECT {fence('$1', '$2')}", room.id, epoch)
        taking = asyncio.create_task(b.claim(room.id))
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while not await db.fetchval(waiting):
            assert not taking.done()
            await asyncio.sleep(0)
    assert await taking == epoch + 1


class Answers:
    """Whether nodes answer."""

    def __init__(self) -> None:
        self.silent: set[str] = set()

    async def __call__(self, url: str) -> bool:
        return url not in self.silent


@pytest.mark.usefixtures("clock")
async def test_a_directory_gives_back_when_all_have(db: Database, room: Room) -> None:
    a, b = LeaseDirectory(a_node(db, "a"), Answers()), LeaseDirectory(a_node(db, "b"), Answers())
    leases = await asyncio.gather(*(a.claim(room.id) for _ in range(3)))
    assert len(set(leases)) == 1
    lease = leases[0]
    assert isinstance(lease, Lease)
    a.release(lease)
    a.release(lease)
    assert await b.claim(room.id) == Elsewhere("http://a:8080")
    a.release(lease)
    # Given back in the background: who claims it again meanwhile is not taken from.
    again = await a.claim(room.id)
    assert isinstance(again, Lease)
    await asyncio.gather(*a._releases)
    assert again.epoch == 2
    assert await b.claim(room.id) == Elsewhere("http://a:8080")


async def test_a_directory_finds_the_dead(db: Database, room: Room, clock: Clock) -> None:
    answers, leases = Answers(), a_node(db, "a")
    assert await leases.beat()
    await LeaseDirectory(leases, answers).claim(room.id)
    b = LeaseDirectory(a_node(db, "b"), answers)
    answers.silent.add("http://a:8080")
    assert await b.claim(room.id) == Elsewhere("http://a:8080", answers=False)
    await clock.forward(DEAD_AFTER + 1)
    assert await b.claim(room.id) == Lease(room.id, 2)


async def test_what_is_somebody_elses_is_lost(db: Database, room: Room, clock: Clock) -> None:
    a = LeaseDirectory(a_node(db, "a"), Answers())
    lost: list[Lease] = []
    a.on_lost(lost.append)
    lease = await a.claim(room.id)
    await a.renew()
    assert not lost
    await clock.forward(LEASE + 1)
    assert await a_node(db, "b").claim(room.id) == 2
    await a.renew()
    assert lost == [lease]
    assert await a.claim(room.id) == Elsewhere("http://b:8080")


@pytest.mark.usefixtures("clock")
async def test_what_cannot_be_renewed_is_lost_by_itself(db: Database, room: Room) -> None:
    a = LeaseDirectory(a_node(db, "a"), Answers(), lifetime=0.05)
    lost: list[Lease] = []
    a.on_lost(lost.append)
    lease = await a.claim(room.id)
    await until(lambda: lost == [lease])


@dataclass
class ModelNode:
    """A node, and what it believes."""

    leases: Leases
    instance: UUID
    url: str
    believes: dict[RoomId, int] = field(default_factory=dict)
    """Epochs that it was given, whether or not they are the last ones."""


@dataclass
class ModelLease:
    holder: UUID
    url: str
    epoch: int
    expires_at: float


NODES, ROOMS = range(3), range(2)


class Races(RuleBasedStateMachine):
    """Three nodes and two rooms, in any order, against a model."""

    runner: ClassVar[asyncio.Runner]
    db: ClassVar[Database]
    room_ids: ClassVar[list[RoomId]]
    anna: ClassVar[User]

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.rows: dict[RoomId, ModelLease] = {}
        self.seen: dict[UUID, float] = {}
        self.owners: dict[tuple[RoomId, int], UUID] = {}
        self.written = 0

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    @initialize()
    def begin(self) -> None:
        async def clear() -> None:
            await self.db.execute("DELETE FROM leases")
            await self.db.execute("DELETE FROM nodes")
            await self.db.execute("DELETE FROM messages")
            await Clock(self.db).start()

        self.run(clear())
        self.nodes = [self._new(index) for index in NODES]

    def _new(self, index: int) -> ModelNode:
        node = Node(f"n{index}", f"http://n{index}", uuid4())
        return ModelNode(Leases(self.db, node, CLOCK), node.instance, node.url)

    @rule(seconds=st.sampled_from([1.0, 3.0, 5.0, 20.0, 45.0, 70.0]))
    def time_passes(self, seconds: float) -> None:
        self.run(Clock(self.db).forward(seconds))
        self.now += seconds

    @rule(index=st.sampled_from(NODES))
    def beats(self, index: int) -> None:
        node = self.nodes[index]
        assert self.run(node.leases.beat())
        self.seen[node.instance] = self.now

    @rule(index=st.sampled_from(NODES))
    def starts_again(self, index: int) -> None:
        self.nodes[index] = self._new(index)
        self.beats(index)

    @rule(index=st.sampled_from(NODES), which=st.sampled_from(ROOMS), suspect=st.booleans())
    def claims(self, index: int, which: int, suspect: bool) -> None:
        node, room_id = self.nodes[index], self.room_ids[which]
        row = self.rows.get(room_id)
        free = (
            row is None
            or row.expires_at <= self.now
            or row.holder == node.instance
            or row.url == node.url
            or (suspect and self._gone(row))
        )
        found = self.run(node.leases.claim(room_id, suspect=suspect))
        if not free:
            assert row is not None
            assert found == Owner(row.holder, row.url)
            return
        epoch = 1 if row is None else row.epoch + 1
        assert found == epoch
        self.rows[room_id] = ModelLease(node.instance, node.url, epoch, self.now + LEASE)
        assert (room_id, epoch) not in self.owners, "two owners with one epoch"
        self.owners[room_id, epoch] = node.instance
        node.believes[room_id] = epoch

    def _gone(self, row: ModelLease) -> bool:
        seen = self.seen.get(row.holder)
        current = row.holder in {node.instance for node in self.nodes}
        return not current or seen is None or seen <= self.now - DEAD_AFTER

    @rule(index=st.sampled_from(NODES))
    def renews(self, index: int) -> None:
        node = self.nodes[index]
        expected = set()
        for room_id, epoch in node.believes.items():
            row = self.rows[room_id]
            if (row.holder, row.epoch) == (node.instance, epoch) and row.expires_at > self.now:
                row.expires_at = self.now + LEASE
                expected.add(room_id)
        assert self.run(node.leases.renew(node.believes)) == expected

    @rule(index=st.sampled_from(NODES), which=st.sampled_from(ROOMS))
    def releases(self, index: int, which: int) -> None:
        node, room_id = self.nodes[index], self.room_ids[which]
        epoch = node.believes.get(room_id)
        if epoch is None:
            return
        self.run(node.leases.release(room_id, epoch))
        row = self.rows[room_id]
        if (row.holder, row.epoch) == (node.instance, epoch):
            row.expires_at = float("-inf")

    @rule(index=st.sampled_from(NODES), which=st.sampled_from(ROOMS))
    def writes(self, index: int, which: int) -> None:
        node, room_id = self.nodes[index], self.room_ids[which]
        epoch = node.believes.get(room_id)
        if epoch is None:
            return
        adding = Messages(self.db).under(epoch).add(room_id, self.anna.id, uuid4(), "x")
        if self.rows[room_id].epoch == epoch:
            self.run(adding)
            self.written += 1
        else:
            with pytest.raises(RoomElsewhere):
                self.run(adding)

    @invariant()
    def nothing_else_was_written(self) -> None:
        if hasattr(self, "nodes"):
            assert self.run(self.db.fetchval("SELECT count(*) FROM messages")) == self.written


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def test_any_order_of_races(postgres: Postgres, runner: asyncio.Runner) -> None:
    async def prepare() -> None:
        Races.db = await stack.__aenter__()
        Races.anna = await Users(Races.db).add("anna@example.org", "anna", "hash")
        rooms = [await Rooms(Races.db).add(Races.anna.id, "Room") for _ in ROOMS]
        Races.room_ids = [room.id for room in rooms]

    Races.runner = runner
    stack = database(runner.run(postgres.migrated()))
    runner.run(prepare())
    try:
        run_state_machine_as_test(
            Races, settings=settings(max_examples=40, stateful_step_count=30, deadline=None)
        )
    finally:
        runner.run(stack.__aexit__(None, None, None))
