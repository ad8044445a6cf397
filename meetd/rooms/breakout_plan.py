"""Plan of breakout rooms: which there are, and who belongs where. Everybody is in one at most."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from meetd.errors import InvalidRequest
from meetd.model import RoomId, UserId
from meetd.rooms.permissions import Role

MOST_ROOMS = 50
MOST_PEOPLE = 2000
"""People that a plan knows."""


@dataclass(slots=True)
class PlannedRoom:
    """One of the rooms; it has an id and a code while they are open."""

    name: str
    id: RoomId | None = None
    code: str | None = None


@dataclass(slots=True)
class Seat:
    """Somebody, and the place of their room among the rooms; None: the main room."""

    name: str
    room: int | None


@dataclass(slots=True)
class Plan:
    """All rooms, and all people."""

    rooms: list[PlannedRoom]
    choice: bool = False
    """True if everybody may choose a room."""
    seats: dict[UserId, Seat] = field(default_factory=dict)
    roles: dict[UserId, Role] = field(default_factory=dict)
    """Roles that people were given for the meeting."""
    ends_at: float | None = None
    """Seconds, by the server's clock; None: they are not open."""

    @property
    def is_open(self) -> bool:
        """Whether people are to be in them."""
        return self.ends_at is not None

    def seat_of(self, user_id: UserId) -> int | None:
        """Find the place of somebody's room."""
        seat = self.seats.get(user_id)
        return None if seat is None else seat.room

    def room_of(self, user_id: UserId) -> PlannedRoom | None:
        """Find somebody's room."""
        place = self.seat_of(user_id)
        return None if place is None else self.rooms[place]

    def assign(self, user_id: UserId, name: str, room: int | None) -> None:
        """Somebody belongs there from now on, and nowhere else. Raises InvalidRequest."""
        if room is not None and room >= len(self.rooms):
            raise InvalidRequest("There is no such room.")
        if user_id not in self.seats and len(self.seats) >= MOST_PEOPLE:
            raise InvalidRequest("There are too many people.")
        self.seats[user_id] = Seat(name, room)

    def deal(self, people: Sequence[tuple[UserId, str]], shuffle: random.Random) -> None:
        """Spread people over all rooms, evenly and by chance."""
        order = list(people)
        shuffle.shuffle(order)
        for number, (user_id, name) in enumerate(order):
            self.assign(user_id, name, number % len(self.rooms))

    def forget(self, user_id: UserId) -> None:
        """Somebody was put out."""
        self.seats.pop(user_id, None)

    def opened(self, rooms: Iterable[tuple[RoomId, str]], ends_at: float) -> None:
        """The rooms are there, by these ids and codes."""
        self.ends_at = ends_at
        for planned, (room_id, code) in zip(self.rooms, rooms, strict=True):
            planned.id, planned.code = room_id, code

    def closed(self) -> None:
        """The rooms are gone; who belonged where is kept for the next time."""
        self.ends_at = None
        for planned in self.rooms:
            planned.id = planned.code = None

    def save(self) -> dict[str, Any]:
        """Plain JSON."""
        return {
            "rooms": [
                {"name": one.name, "id": one.id and str(one.id), "code": one.code}
                for one in self.rooms
            ],
            "choice": self.choice,
            "seats": {str(who): [seat.name, seat.room] for who, seat in self.seats.items()},
            "roles": {str(who): role.value for who, role in self.roles.items()},
            "ends_at": self.ends_at,
        }

    @staticmethod
    def load(saved: Mapping[str, Any]) -> Plan:
        """Make it again. Raises KeyError, TypeError, ValueError."""
        ends_at = saved["ends_at"]
        return Plan(
            rooms=[
                PlannedRoom(str(one["name"]), one["id"] and RoomId(UUID(one["id"])), one["code"])
                for one in saved["rooms"]
            ],
            choice=bool(saved["choice"]),
            seats={
                UserId(UUID(who)): Seat(str(name), room)
                for who, (name, room) in saved["seats"].items()
            },
            roles={UserId(UUID(who)): Role(role) for who, role in saved["roles"].items()},
            ends_at=None if ends_at is None else float(ends_at),
        )
