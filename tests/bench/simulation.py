"""A service of many nodes, without media: where rooms, routers and people go.

What decides is the real code: `Placement` chooses nodes, `PoolWorker` says what is full and what
a worker still takes, rooms expect what `RoomMedia` expects. What is assumed:

- Rooms: three in ten are of two people, who need no worker; the others are of three to twelve; one
  in 500 has 100, one in 20,000 has 1,000. A person has two transports, and consumers of all others'
  pictures and voices, 100 at the most.
- A load balancer that knows nothing: the first of a room comes to any node, which owns it.
- A node has 64 workers with the limits that are shipped. CPU and network follow the consumers.
- Nodes enter their figures every two seconds, each at a moment of its own, and read those of some
  others at most as often.
- People arrive for a meeting within a minute; a burst is half of all people in two minutes.
- A dead node's people come back within seconds, to any node; a draining one gives away four rooms
  at a time, each in half a second.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from meetd.cluster.nodes import BEAT, KEPT, SOME
from meetd.cluster.placement import Placement
from meetd.draining import AT_ONCE
from meetd.media.borrower import EXPECTED
from meetd.media.pool_worker import PoolWorker, WorkerLimits
from meetd.media.room_media import RECEIVED_BY_EACH, SENT_BY_EACH

WORKERS = 64
CONSUMERS, EGRESS = 500, 500e6
"""As shipped."""
CALM, BURST = 300, 120
"""Seconds in which one half of the people come, and the other."""
DRAINED_A_SECOND = 2 * AT_ONCE


@dataclass(eq=False, slots=True)
class Carried:
    """What all rooms together have on a worker, in place of its routers."""

    load: int = 0


@dataclass(eq=False, slots=True)
class Room:
    """A room, and what it has on which worker."""

    goal: int
    node: Node | None = None
    size: int = 0
    on: dict[Node, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    """By nodes, and there by workers: its people."""


class Node:
    """A node as placement sees it."""

    def __init__(self, service: Simulation, number: int) -> None:
        self.url = f"http://10.{number >> 16}.{number >> 8 & 255}.{number & 255}:8080"
        limits = WorkerLimits(CONSUMERS, EGRESS)
        none: Any = None
        self.carried = [Carried() for _ in range(WORKERS)]
        self.workers = [
            PoolWorker(index, none, none, limits, routers=[carried])  # type: ignore[list-item]
            for index, carried in enumerate(self.carried)
        ]
        self.rooms: set[Room] = set()
        self.people = 0
        self.alive = True
        self.draining = False
        self.beats_at = service.draw.randrange(int(BEAT))
        self.placement = Placement(
            service.entries, self.url, clock=lambda: service.now, draw=service.draw
        )

    def spare(self) -> int:
        """Consumers that it can still take, as its workers' `spare` adds up to."""
        return sum(CONSUMERS - carried.load for carried in self.carried if carried.load < CONSUMERS)

    @property
    def load(self) -> int:
        """Consumers and transports on it."""
        return sum(carried.load for carried in self.carried)


def each_has(people: int) -> int:
    """Transports and consumers of one person among so many, as `RoomMedia` expects them."""
    return 2 + min(SENT_BY_EACH * (people - 1), RECEIVED_BY_EACH) if people > 2 else 0


@dataclass(slots=True)
class Outcome:
    """What was counted."""

    people: int = 0
    imbalance: float = 0.0
    """Load of the node with the most, over the mean, at its worst after the burst."""
    cut: int = 0
    """Rooms whose node died."""
    moved: int = 0
    stuck: int = 0
    """Rooms that nobody took at a drain."""
    borrowed: int = 0
    overfull: int = 0
    """People who came where no worker of the service had place for them."""
    decisions: int = 0
    seconds: float = 0.0
    """What all decisions cost, in real time."""
    redis: Counter[str] = field(default_factory=Counter)
    postgres: Counter[str] = field(default_factory=Counter)
    lasted: float = 0.0


class Simulation:
    """Runs in steps of a second."""

    def __init__(self, nodes: int, people: int, seed: int = 1) -> None:
        self.draw = random.Random(seed)
        self.now = 0.0
        self.out = Outcome(people=people)
        self._said: dict[str, dict[str, object]] = {}
        self._said_at: dict[str, float] = {}
        self.nodes = [Node(self, number) for number in range(nodes)]
        self._coming: dict[int, list[Room]] = defaultdict(list)
        self._left = people

    async def entries(self) -> Sequence[dict[str, object]]:
        """What nodes entered last, as Redis has it."""
        self.out.redis["lists of nodes"] += 2
        oldest = self.now - KEPT
        drawn = self.draw.sample(self.nodes, min(SOME, len(self.nodes)))
        said = [(node.url, self._said_at.get(node.url, -1.0)) for node in drawn]
        return [self._said[url] for url, at in said if at >= oldest]

    async def run(self, deaths: int, drains: int) -> Outcome:
        """Half of the people come by and by, half in a burst; then nodes die, and are drained."""
        for node in self.nodes:
            self._beat(node)
        half = self._left // 2
        for seconds in (CALM, BURST):
            for _ in range(seconds):
                await self._second(half // seconds + 1)
        for _ in range(60):
            await self._second(0)
        self._weigh()
        for node in self.draw.sample(self.nodes, deaths):
            await self._kill(node)
        for node in [each for each in self.nodes if each.alive][:drains]:
            node.draining = True
        for _ in range(300):
            await self._second(0)
            if not any(node.draining and node.rooms for node in self.nodes):
                break
        self._weigh()
        self.out.lasted = self.now
        return self.out

    async def _second(self, arrivals: int) -> None:
        self.now += 1
        await self._fill(arrivals)
        for room in self._coming.pop(int(self.now), ()):
            await self._join(room)
        for node in self.nodes:
            if not node.alive:
                continue
            if (self.now + node.beats_at) % BEAT == 0:
                self._beat(node)
            self.out.postgres["heartbeats"] += 1
            if self.now % 20 == node.beats_at:
                self.out.postgres["renewals"] += 1
                self.out.postgres["leases renewed"] += len(node.rooms)
            if node.draining:
                await self._drain(node)

    async def _fill(self, people: int) -> None:
        """Begin rooms for so many, the others of which come within a minute."""
        while people > 0:
            kind = self.draw.random()
            goal = 2 if kind < 0.3 else self.draw.randint(3, 12)
            if kind > 1 - 1 / 20_000:
                goal = 1000
            elif kind > 1 - 1 / 500:
                goal = 100
            room = Room(goal)
            people -= goal
            self._left -= goal
            await self._join(room)
            for _ in range(goal - 1):
                self._coming[int(self.now) + self.draw.randint(1, 60)].append(room)

    async def _join(self, room: Room) -> None:
        self.out.postgres["statements of joins"] += 6
        if room.node is None:
            node = self.nodes[self.draw.randrange(len(self.nodes))]
            while not node.alive:
                node = self.nodes[self.draw.randrange(len(self.nodes))]
            if node.draining or node.spare() == 0:
                node = await self._chosen(node) or node
            room.node = node
            node.rooms.add(room)
            self.out.postgres["claims"] += 1
        room.size += 1
        room.node.people += 1
        # Those who are there receive one more each.
        more = each_has(room.size) - each_has(room.size - 1) if room.size > 3 else 0
        for its_node, its in room.on.items() if more else ():
            for index, people in its.items():
                its_node.carried[index].load += people * more
        if room.size == 3:
            for _ in range(3):
                await self._place(room, room.node)
        elif room.size > 3:
            await self._place(room, room.node)

    async def _chosen(self, node: Node, people: int = 1) -> Node | None:
        began = time.perf_counter()
        url = await node.placement.successor(people)
        self._decided(began)
        return self._at(url)

    async def _place(self, room: Room, owner: Node) -> None:
        """Give one more their place, on a router of the room or on another."""
        has = each_has(room.size)
        routers = [(node, index) for node, its in room.on.items() for index in its]
        best = max(routers, key=lambda one: one[0].workers[one[1]].spare(), default=None)
        if best is None or best[0].workers[best[1]].spare() < has:
            best = await self._opened(room, owner) or best
        if best is None:
            return
        node, index = best
        if node.workers[index].spare() == 0:
            self.out.overfull += 1
        before = room.on[node].get(index, 0)
        room.on[node][index] = before + 1
        node.carried[index].load += has

    async def _opened(self, room: Room, owner: Node) -> tuple[Node, int] | None:
        free = [w for w in owner.workers if w.index not in room.on.get(owner, {})]
        able = [w for w in free if w.spare() > 0]
        if able or not room.on:
            return owner, min(able or free, key=lambda w: w.load).index
        began = time.perf_counter()
        lender = self._at(await owner.placement.lender(EXPECTED))
        self._decided(began)
        if lender is None:
            return None
        free = [w for w in lender.workers if w.index not in room.on.get(lender, {})]
        able = [w for w in free if w.spare() > 0]
        if not able:
            owner.placement.doubt(lender.url)
            return None
        self.out.borrowed += 1
        return lender, min(able, key=lambda w: w.load).index

    async def _kill(self, node: Node) -> None:
        node.alive = False
        self.out.cut += len(node.rooms)
        for room in list(node.rooms):
            self._forget(room)
            people, room.size = room.size, 0
            for _ in range(people):
                await self._join(room)

    async def _drain(self, node: Node) -> None:
        for room in list(node.rooms)[:DRAINED_A_SECOND]:
            target = await self._chosen(node, room.size)
            if target is None or not target.alive or target.draining:
                self.out.stuck += 1
                if target is not None:
                    node.placement.doubt(target.url)
                continue
            self.out.moved += 1
            self.out.postgres["claims"] += 1
            self._forget(room)
            room.node = target
            target.rooms.add(room)
            target.people += room.size
            for _ in range(room.size if room.size > 2 else 0):
                await self._place(room, target)

    def _forget(self, room: Room) -> None:
        """A room is not where it was."""
        assert room.node is not None
        room.node.rooms.discard(room)
        room.node.people -= room.size
        has = each_has(room.size)
        for node, its in room.on.items():
            for index, people in its.items():
                node.carried[index].load = max(0, node.carried[index].load - people * has)
        room.on.clear()
        room.node = None

    def _beat(self, node: Node) -> None:
        self.out.redis["entries"] += 2
        self.out.redis["heartbeats"] += 1
        self._said_at[node.url] = self.now
        self._said[node.url] = {
            "url": node.url,
            "participants": node.people,
            "spare": node.spare(),
            "draining": node.draining,
        }

    def _weigh(self) -> None:
        loads = [node.load for node in self.nodes if node.alive and not node.draining]
        mean = sum(loads) / len(loads)
        self.out.imbalance = max(self.out.imbalance, max(loads) / mean)

    def _at(self, url: str | None) -> Node | None:
        if url is None:
            return None
        numbers = url.removeprefix("http://").partition(":")[0].split(".")
        return self.nodes[int(numbers[1]) << 16 | int(numbers[2]) << 8 | int(numbers[3])]

    def _decided(self, began: float) -> None:
        self.out.decisions += 1
        self.out.seconds += time.perf_counter() - began
