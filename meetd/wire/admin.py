"""What those who run the service see of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from marshmallow import validate

from meetd import model
from meetd.db.admin_log import AdminLogLine
from meetd.db.samples import Sample
from meetd.db.timelines import TimelineLine
from meetd.model import ParticipantId
from meetd.rooms.mode import Mode
from meetd.rooms.participant import Limit
from meetd.rooms.quality_report import QualityFigures
from meetd.wire.admin_webhooks import AdminDeadLettersAnswer, AdminWebhooksAnswer
from meetd.wire.bodies import PageSize
from meetd.wire.fields import encodable
from meetd.wire.live import LiveParticipant, NewMessageAnswer
from meetd.wire.marks import ABSENT, Absent, Metadata

_Cursor = Annotated[int, validate.Range(1, 2**62)]


@dataclass(frozen=True, slots=True)
class ServerWorker:
    """A media worker."""

    index: int
    state: str
    """`runs`, `emptying`, or what else it does."""
    cpu: int
    """Percent of a core."""
    sends: int
    """Kilobits per second."""
    routers: int
    carried: int
    """Streams and transports."""


@dataclass(frozen=True, slots=True)
class ServiceNode:
    """A server of the service."""

    name: str
    answers: bool
    """False: all that follows is empty."""
    version: str
    uptime: int
    """Seconds."""
    draining: bool
    rooms: int
    people: int
    workers: list[ServerWorker]


@dataclass(frozen=True, slots=True)
class ServersAnswer:
    """All servers."""

    items: list[ServiceNode]


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """A room that somebody is in."""

    code: str
    name: str
    mode: Mode
    people: int
    server: str


@dataclass(frozen=True, slots=True)
class OpenRoomsAnswer:
    """The rooms that somebody is in, the largest first, up to 200."""

    items: list[OpenRoom]
    count: int
    """All of them."""


@dataclass(frozen=True, slots=True)
class WatchedParticipant:
    """Somebody who is in a meeting, and how their media fares."""

    participant: LiveParticipant
    limited: Limit | None
    """The cause that their pictures suffer from at their source."""
    figures: QualityFigures | None
    """Null: their page has not said, or not lately."""


@dataclass(frozen=True, slots=True)
class WatchedParticipantsAnswer:
    """A page of those who are inside, in the order of their coming, and where the next begins."""

    items: list[WatchedParticipant]
    count: int
    """All of them."""
    next_cursor: ParticipantId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinesQuery:
    """The page of timelines that is asked for, of one participant or of all."""

    participant: Annotated[str, validate.Length(1, 64), encodable] | Absent = ABSENT
    before: _Cursor | Absent = ABSENT
    limit: PageSize = 100


@dataclass(frozen=True, slots=True)
class TimelinesAnswer:
    """A page of timelines, the newest first, and the line before which the next page begins."""

    items: list[TimelineLine]
    next_cursor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsQuery:
    """The page of accounts that is asked for."""

    search: Annotated[str, validate.Length(0, 254), encodable] = ""
    """Part of a name or of an email."""
    after: Annotated[str, validate.Length(0, 254), encodable] = ""
    limit: PageSize = 50


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """An account, as those see it who run the service."""

    id: UUID
    email: str
    username: str
    created_at: datetime
    admin: bool

    @classmethod
    def of(cls, user: model.User) -> ServiceAccount:
        """The same, as it is told."""
        return cls(user.id, user.email, user.username, user.created_at, user.admin)


@dataclass(frozen=True, slots=True)
class AccountsAnswer:
    """A page of accounts by their names, and the name behind which the next page begins."""

    items: list[ServiceAccount]
    next_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoteQuery:
    """Whether one takes it from oneself."""

    oneself: Literal["true", "false"] = "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminLogQuery:
    """The page of what admins did."""

    before: _Cursor | Absent = ABSENT
    limit: PageSize = 100


@dataclass(frozen=True, slots=True)
class AdminLogAnswer:
    """What admins did, the newest first, and the line before which the next page begins."""

    items: list[AdminLogLine]
    next_cursor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplesQuery:
    """The time that is asked about: until now."""

    hours: Annotated[int, validate.Range(1, 7 * 24)] = 24
    server: Annotated[str, validate.Length(1, 64), encodable] | Absent = ABSENT
    """The name of a server; without it, all together."""


@dataclass(frozen=True, slots=True)
class ServiceSample:
    """What servers had to do in a step of time."""

    at: datetime
    """When it began."""
    people: int
    rooms: int
    streams: int
    """Voices and pictures that workers send."""
    sends: int
    """What workers send, in kilobits per second."""
    server_cpu: int
    """Percent of a core that the server used, of several the busiest."""
    workers_cpu: int
    """Percent of a core that all workers used together."""
    busiest_cpu: int
    """Percent of a core that the busiest of them used."""
    measured: int
    """People whose pages said what they lose."""
    loss_down: int
    """Packets of a thousand that were lost on their way to those."""
    loss_up: int
    """Packets of a thousand that were lost on their way from those."""

    @classmethod
    def of(cls, one: Sample) -> ServiceSample:
        """The same, as it is told."""
        return cls(
            one.at,
            one.people,
            one.rooms,
            one.streams,
            one.sends,
            round(one.server_cpu),
            round(one.workers_cpu),
            round(one.busiest_cpu),
            one.measured,
            round(one.loss_down * 10),
            round(one.loss_up * 10),
        )


@dataclass(frozen=True, slots=True)
class SamplesAnswer:
    """What servers had to do, step by step. Steps in which none ran are left out; of the time from
    `begins` to `ends` there are 300 at most."""

    begins: datetime
    ends: datetime
    step: int
    """Seconds."""
    servers: list[str]
    """Names of those that ran then."""
    items: list[ServiceSample]


class LimitUnit(StrEnum):
    """What a limit counts in."""

    COUNT = "count"
    BYTES = "bytes"
    SECONDS = "seconds"
    DAYS = "days"
    MEGABITS = "megabits"
    """Per second."""
    PER_SECOND = "perSecond"
    PER_MINUTE = "perMinute"


@dataclass(frozen=True, slots=True)
class LimitInForce:
    """A limit that holds."""

    name: Annotated[str, Metadata("example", "peopleOfRoom")]
    value: int
    unit: LimitUnit
    variable: Annotated[str | None, Metadata("example", "MEETD_ROOM_LIMIT")]
    """The variable by which the operator sets it; null: it is the same everywhere."""


@dataclass(frozen=True, slots=True)
class LimitsAnswer:
    """The limits that hold."""

    items: list[LimitInForce]


ANSWERS = (
    ServersAnswer,
    OpenRoomsAnswer,
    WatchedParticipantsAnswer,
    TimelinesAnswer,
    AccountsAnswer,
    AdminLogAnswer,
    NewMessageAnswer,
    ServiceAccount,
    SamplesAnswer,
    LimitsAnswer,
    AdminWebhooksAnswer,
    AdminDeadLettersAnswer,
)
"""Those that the page reads."""
