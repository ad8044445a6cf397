"""Requests about breakout rooms, and plans of them over REST, as handlers get and give them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from marshmallow import ValidationError, validate

from meetd.rooms.breakout_plan import MOST_EXPECTED, MOST_ROOMS, Others, Plan, PlannedRoom, lowered
from meetd.rooms.breakouts import LONGEST
from meetd.wire.bodies import SEEN, Attendee
from meetd.wire.fields import written
from meetd.wire.formats import Format
from meetd.wire.marks import ABSENT, Absent

BreakoutName = Annotated[str, validate.Length(1, 60), written]
Place = Annotated[int, validate.Range(0, MOST_ROOMS - 1)]
OpenFor = Annotated[int, validate.Range(1, LONGEST)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBreakouts:
    """The rooms that there are to be, by their names; none: there are none any more."""

    names: Annotated[list[BreakoutName], validate.Length(0, MOST_ROOMS)]
    choice: bool = False
    """True if everybody may choose a room; `others` says more."""
    shuffle: bool = False
    """True if everybody who does not lead is spread over them; else who belonged to one still
    does."""
    others: Others | Absent = ABSENT
    """Where those go who are put nowhere by hand; without it as before, but for `choice`."""
    seconds: OpenFor | Absent | None = ABSENT
    """How long they are to be open; null: until somebody closes them."""

    def changes(self, before: Others) -> dict[str, Any]:
        """Return what is not as before."""
        others = self.others
        if others is ABSENT and self.choice is not (before is Others.CHOOSE):
            others = Others.CHOOSE if self.choice else Others.STAY
        said = {"others": others, "seconds": self.seconds}
        return {name: value for name, value in said.items() if value is not ABSENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignPerson:
    """Somebody, and the place of their room; null: the main room."""

    user_id: UUID
    room: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectPerson:
    """Somebody who has not come yet, and the place of their room; null: they are expected no
    more."""

    name: Attendee
    room: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseBreakout:
    """The place of the room that the caller wants to be in; null: the main room."""

    room: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBreakouts:
    """How long they are open; null: until somebody closes them; without it as planned."""

    seconds: OpenFor | Absent | None = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBreakoutsIn:
    """How long they are open from now on."""

    seconds: OpenFor


@dataclass(frozen=True, slots=True, kw_only=True)
class SayToBreakouts:
    """Something to all."""

    text: Annotated[str, validate.Length(1, 500), written]


MOST_IN_ONE = 200
"""People who are named for one room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBreakout:
    """A breakout room that there is to be, and who belongs there."""

    name: Annotated[str, validate.Length(1, 60), written, Format.LINE, SEEN]
    people: Annotated[list[Attendee], validate.Length(0, MOST_IN_ONE)] = field(default_factory=list)
    """By an email or a username, also of who has no account yet; guests by their names, or by the
    ids of their join tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBreakoutPlan:
    """The breakout rooms that there are to be."""

    rooms: Annotated[list[NewBreakout], validate.Length(1, MOST_ROOMS)]
    others: Others = Others.STAY
    """Where those go who are named nowhere."""
    seconds: OpenFor | None = None
    """How long they are to be open; null: until somebody closes them."""

    def __post_init__(self) -> None:
        names = [lowered(name) for room in self.rooms for name in room.people]
        if len(names) > MOST_EXPECTED:
            raise ValidationError(f"At most {MOST_EXPECTED} people.", "rooms")
        if len(set(names)) < len(names):
            raise ValidationError("Somebody is in two rooms.", "rooms")

    @property
    def plan(self) -> Plan:
        """The same, as it is kept."""
        return Plan(
            [PlannedRoom(room.name.strip()) for room in self.rooms],
            self.others,
            self.seconds,
            expected={
                " ".join(name.split()): place
                for place, room in enumerate(self.rooms)
                for name in room.people
            },
        )


@dataclass(frozen=True, slots=True)
class PlannedBreakout:
    """A breakout room that there is to be, and who belongs there."""

    name: str
    people: list[str]
    """As they were named."""


@dataclass(frozen=True, slots=True)
class BreakoutPlanAnswer:
    """The breakout rooms that there are to be; none: nobody planned any."""

    rooms: list[PlannedBreakout]
    others: Others
    seconds: int | None

    @classmethod
    def of(cls, plan: Plan) -> BreakoutPlanAnswer:
        """The same, as it is told."""
        rooms = [
            PlannedBreakout(
                one.name, [name for name, room in plan.expected.items() if room == place]
            )
            for place, one in enumerate(plan.rooms)
        ]
        return cls(rooms, plan.others, plan.seconds)
