"""Plan of breakout rooms: which there are, and who belongs where. Everybody is in one at most.

It may be made before anybody comes: then people are named as they will be known."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from meetd.errors import InvalidRequest
from meetd.model import RoomId, UserId
from meetd.names import normal
from meetd.rooms.permissions import Role

MOST_ROOMS = 50
MOST_PEOPLE = 2000
"""People that a plan knows."""
MOST_EXPECTED = 1000
"""People whom a plan names before they come."""


class Others(StrEnum):
    """Where those go who are put nowhere by hand."""

    STAY = "stay"
    """Nowhere: they stay in the main room."""
    RANDOM = "random"
    """Wherever chance puts them, as the rooms open or as they come later."""
    CHOOSE = "choose"
    """Where they choose to."""


@lru_cache(maxsize=4 * MOST_EXPECTED)
def lowered(name: str) -> str:
    """A name as it is compared with others."""
    return " ".join(normal(name).split()).lower()


@dataclass(slots=True)
class PlannedRoom:
    """One of the rooms; it has an id and a code while they are open."""

    name: str
    id: RoomId | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody, and the place of their room among the rooms; None: the main room."""

    name: str
    room: int | None


@dataclass(slots=True)
class Plan:
    """All rooms, and all people."""

    rooms: list[PlannedRoom]
    others: Others = Others.STAY
    seconds: int | None = None
    """How long the rooms are to be open; None: until somebody closes them."""
    seats: dict[UserId, Seat] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    """Places of the rooms of those who were named before they came: by an email, a username, the
    name of a guest, or an id."""
    known: dict[UserId, str] = field(default_factory=dict)
    """Those of them who came, and as what they were expected."""
    dealt: set[UserId] = field(default_factory=set)
    """Those whom chance put somewhere for this time alone."""
    roles: dict[UserId, Role] = field(default_factory=dict)
    """Roles that people were given for the meeting."""
    ends_at: float | None = None
    """Seconds, by the server's clock; None: they are not open."""

    @property
    def is_open(self) -> bool:
        """Whether people are to be in them."""
        return self.ends_at is not None

    @property
    def choice(self) -> bool:
        """Whether everybody may choose a room."""
        return self.others is Others.CHOOSE

    def seat_of(self, user_id: UserId) -> int | None:
        """Find the place of somebody's room."""
        seat = self.seats.get(user_id)
        return None if seat is None else seat.room

    def room_of(self, user_id: UserId) -> PlannedRoom | None:
        """Find somebody's room."""
        place = self.seat_of(user_id)
        return None if place is None else self.rooms[place]

    def awaited(self, place: int) -> list[str]:
        """List those who belong to a room and have not come yet."""
        here = set(self.known.values())
        return [name for name, room in self.expected.items() if room == place and name not in here]

    def assign(self, user_id: UserId, name: str, room: int | None) -> None:
        """Somebody belongs there from now on, and nowhere else. Raises InvalidRequest."""
        self._must_have(room)
        if user_id not in self.seats and len(self.seats) >= MOST_PEOPLE:
            raise InvalidRequest("There are too many people.")
        self.seats[user_id] = Seat(name, room)
        self.dealt.discard(user_id)

    def expect(self, name: str, room: int | None) -> None:
        """Whoever comes by that name belongs there; None: nobody is expected so any more. Raises
        InvalidRequest."""
        self._must_have(room)
        if room is None:
            self.expected.pop(name, None)
            return
        if name not in self.expected and len(self.expected) >= MOST_EXPECTED:
            raise InvalidRequest("There are too many people.")
        self.expected[name] = room

    def meet(self, user_id: UserId, name: str, names: Iterable[str]) -> bool:
        """Somebody came who may be expected by one of these names, as they are compared: give them
        their seat. False: they have one, or are not expected. Raises InvalidRequest."""
        compared = set(names)
        for called, room in self.expected.items() if user_id not in self.seats else ():
            if lowered(called) in compared:
                self.assign(user_id, name, room)
                self.known[user_id] = called
                return True
        return False

    def keep(self, user_id: UserId) -> None:
        """Expect somebody next time where they belong now, if they are expected at all."""
        called = self.known.get(user_id)
        if called is not None:
            self.expect(called, self.seat_of(user_id))

    def deal(self, people: Sequence[tuple[UserId, str]], shuffle: random.Random) -> None:
        """Spread people over all rooms, evenly and by chance."""
        order = list(people)
        shuffle.shuffle(order)
        for number, (user_id, name) in enumerate(order):
            self.assign(user_id, name, number % len(self.rooms))

    def fill(self, people: Sequence[tuple[UserId, str]], shuffle: random.Random) -> bool:
        """Put those who have no seat where the fewest are, by chance and until the rooms close.
        False: all have one. Raises InvalidRequest."""
        order = [(user_id, name) for user_id, name in people if user_id not in self.seats]
        shuffle.shuffle(order)
        sizes = [len(self.awaited(place)) for place in range(len(self.rooms))]
        for seat in self.seats.values():
            if seat.room is not None:
                sizes[seat.room] += 1
        for user_id, name in order:
            fewest = min(sizes)
            room = shuffle.choice([place for place, size in enumerate(sizes) if size == fewest])
            self.assign(user_id, name, room)
            self.dealt.add(user_id)
            sizes[room] += 1
        return bool(order)

    def forget(self, user_id: UserId) -> None:
        """Somebody was put out."""
        self.seats.pop(user_id, None)
        self.known.pop(user_id, None)
        self.dealt.discard(user_id)

    def named(self, names: Sequence[str]) -> Plan:
        """Return one with rooms of these names, where who belonged to one of before still does:
        to that of its name, or where there are as many as before, to that of its place."""
        places: dict[int, int] = {}
        left = list(enumerate(names))
        for place, room in enumerate(self.rooms):
            if len(names) == len(self.rooms):
                places[place] = place
            elif (found := next((one for one in left if one[1] == room.name), None)) is not None:
                left.remove(found)
                places[place] = found[0]
        plan = Plan([PlannedRoom(name) for name in names], self.others, self.seconds)
        for user_id, seat in self.seats.items():
            if seat.room in places:
                plan.seats[user_id] = Seat(seat.name, places[seat.room])
        for called, room_before in self.expected.items():
            if room_before in places:
                plan.expected[called] = places[room_before]
        plan.known = {
            user_id: called
            for user_id, called in self.known.items()
            if user_id in plan.seats and called in plan.expected
        }
        return plan

    def opened(self, rooms: Iterable[tuple[RoomId, str]], ends_at: float) -> None:
        """The rooms are there, by these ids and codes."""
        self.ends_at = ends_at
        for planned, (room_id, code) in zip(self.rooms, rooms, strict=True):
            planned.id, planned.code = room_id, code

    def closed(self) -> None:
        """The rooms are gone; who belonged where is kept for the next time, but for what chance
        did."""
        self.ends_at = None
        for planned in self.rooms:
            planned.id = planned.code = None
        for user_id in self.dealt:
            self.seats.pop(user_id, None)
        self.dealt.clear()

    def copy(self) -> Plan:
        """Return one that does not change with this one."""
        return replace(
            self,
            rooms=[replace(one) for one in self.rooms],
            seats=dict(self.seats),
            expected=dict(self.expected),
            known=dict(self.known),
            dealt=set(self.dealt),
            roles=dict(self.roles),
        )

    def save(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "rooms": [
                {"name": one.name, "id": one.id and str(one.id), "code": one.code}
                for one in self.rooms
            ],
            # As servers of before read it.
            "choice": self.choice,
            "others": self.others.value,
            "seconds": self.seconds,
            "seats": {str(who): [seat.name, seat.room] for who, seat in self.seats.items()},
            # In their order, which objects do not keep where they are stored.
            "expected": [[name, room] for name, room in self.expected.items()],
            "known": {str(who): called for who, called in self.known.items()},
            "dealt": sorted(map(str, self.dealt)),
            "roles": {str(who): role.value for who, role in self.roles.items()},
            "ends_at": self.ends_at,
        }

    @staticmethod
    def load(saved: Mapping[str, Any]) -> Plan:
        """Make it again. Raises KeyError, TypeError, ValueError."""
        ends_at = saved["ends_at"]
        before = Others.CHOOSE if saved["choice"] else Others.STAY
        return Plan(
            rooms=[
                PlannedRoom(str(one["name"]), one["id"] and RoomId(UUID(one["id"])), one["code"])
                for one in saved["rooms"]
            ],
            others=Others(saved.get("others", before)),
            seconds=saved.get("seconds"),
            seats={
                UserId(UUID(who)): Seat(str(name), room)
                for who, (name, room) in saved["seats"].items()
            },
            expected={str(name): int(room) for name, room in saved.get("expected", ())},
            known={UserId(UUID(who)): str(name) for who, name in saved.get("known", {}).items()},
            dealt={UserId(UUID(who)) for who in saved.get("dealt", ())},
            roles={UserId(UUID(who)): Role(role) for who, role in saved["roles"].items()},
            ends_at=None if ends_at is None else float(ends_at),
        )

    def _must_have(self, room: int | None) -> None:
        if room is not None and room >= len(self.rooms):
            raise InvalidRequest("There is no such room.")
