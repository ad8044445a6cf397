"""Definitions of a request, of an event and of an operation of REST, with all there is to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from meetd import errors
from meetd.auth.needs import ADMIN, NOTHING, REFRESHABLE, Needs
from meetd.errors import MeetError
from meetd.rooms.permissions import Permission, refusal
from meetd.scopes import Scope
from meetd.wire.limits import SMALL, Limit

Q = TypeVar("Q")
R = TypeVar("R")


class Leaves(Enum):
    """What a request, or an operation on a live room, leaves behind that somebody would miss after
    the room went on on another server."""

    NOTHING = "nothing"
    """It reads, or is about media, which is made anew there."""
    STORED = "stored"
    """What is in the database once it is answered, and nowhere else: a former owner stores
    nothing."""
    ROOM = "room"
    """What the room knows, or tells those inside: it waits while the room moves, and is then
    carried out here, or refused with `room_elsewhere` and not carried out."""
    COMING = "coming"
    """That somebody comes or goes, to which the room sees itself."""


@dataclass(frozen=True, slots=True)
class Request(Generic[Q, R]):
    """A request that clients may send."""

    name: str
    fields: type[Q]
    result: type[R]
    """NoneType: its acknowledgement says that it was carried out, and no more."""
    words: str
    needs: Needs | Permission
    """A permission is one in the room that the caller is in."""
    leaves: Leaves
    limit: Limit = SMALL
    errors: tuple[type[MeetError], ...] = ()
    """Errors that it may be refused with, besides those that any request may."""
    tells_state: bool = False
    """Its acknowledgement says what is so at a time, and events say what becomes of that: those of
    meanwhile follow it."""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all errors that it may be refused with."""
        others: tuple[type[MeetError], ...] = ()
        if isinstance(self.needs, Permission):
            others = (*INSIDE, refusal(self.needs))
        every: tuple[type[MeetError], ...] = (*ANY, *others, *self.refusals)
        return frozenset(error.code for error in every)

    @property
    def refusals(self) -> tuple[type[MeetError], ...]:
        """Those besides what any may be refused with, or any of those inside."""
        moves = self.leaves is Leaves.ROOM and errors.RoomElsewhere not in self.errors
        return (*self.errors, errors.RoomElsewhere) if moves else self.errors


ANY = (
    errors.InvalidRequest,
    errors.PayloadTooLarge,
    errors.TooManyRequests,
    errors.Unauthorized,
    errors.Internal,
)
"""Errors that any request may be refused with."""
INSIDE = (errors.NotInRoom, errors.Forbidden, errors.HostForbids)
"""Errors that one which needs a permission may be refused with, besides."""


def _always(_event: Any) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Event:
    """An event that clients are told."""

    name: str
    of: type
    """The class of the room's event that it tells."""
    words: str
    fields: type | None = None
    """Its shape, where it is not the class's own."""
    when: Callable[[Any], bool] = _always
    """Whether it is told by this name, if the class has several."""

    @property
    def shape(self) -> type:
        """The class that says its shape."""
        return self.fields or self.of


class Repeat(Enum):
    """What is answered to a write that is sent again with its `Idempotency-Key`."""

    KEPT = "kept"
    """The same, which was kept."""
    ANEW = "anew"
    """The same, made again: it has a secret, which is not kept."""
    REFUSED = "refused"
    """That it was done: it had a secret that is told once."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header that an operation reads, if it is sent."""

    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method on a path under `/api/v1`."""

    name: str
    """It stays the same: clients are made with it."""
    method: str
    path: str
    words: str
    needs: Needs | Permission
    """A permission is one in the room that the path names, and nobody has it without signing in."""
    scope: Scope | None = None
    """Scope that an API key needs besides; None: no key opens it."""
    body: type | None = None
    query: type | None = None
    headers: tuple[Header, ...] = ()
    """What it reads besides those that all do."""
    named: type | None = None
    """Fields of the path, where there is more to say of them than that they are texts."""
    answer: type | None = None
    """Shapes of what it is told, and of what it tells."""
    takes: tuple[str, ...] = ()
    """Media types of the bytes that it takes, where its body is no JSON."""
    status: int = 200
    made_status: int | None = None
    """Its status instead where it made what was not there, if it may."""
    media_type: str = "application/json"
    """Of what it answers; of another one, OpenAPI says no more."""
    errors: tuple[type[MeetError], ...] = ()
    """Errors that it may be refused with, besides those that others of its kind may."""
    repeat: Repeat = Repeat.KEPT
    live: bool = False
    """Concerns the room where it is live: the server that has it carries it out."""
    leaves: Leaves | None = None
    """None: it concerns no room that is live, or reads."""

    def __post_init__(self) -> None:
        if self.live and self.method != "GET" and self.leaves is None:
            raise TypeError(f"It has to be said what {self.name} leaves behind.")

    @property
    def proofs(self) -> tuple[str, ...]:
        """Ways to show that one has signed in, any of them; none: nobody has to."""
        if self.needs is NOTHING:
            return ()
        if self.needs is REFRESHABLE:
            return ("refresh",)
        return ("cookie", "bearer") if self.scope is None else ("cookie", "bearer", "key")

    @property
    def may_repeat(self) -> bool:
        """Whether it is a write that may be sent again with an `Idempotency-Key`."""
        return self.method != "GET" and "bearer" in self.proofs

    @property
    def statuses(self) -> frozenset[int]:
        """Statuses of the problems that it may answer with."""
        return frozenset(error.status for error in self._refusals())

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all errors that it may be refused with."""
        # Everybody who has signed in may do some things in any room, so statuses do not have it.
        others = (errors.Forbidden,) if isinstance(self.needs, Permission) else ()
        return frozenset(error.code for error in (*self._refusals(), *others, *OF_THE_SERVER))

    def _refusals(self) -> Iterator[type[MeetError]]:
        yield errors.Unavailable
        if self.proofs:
            yield from WITH_PROOF
        if "bearer" in self.proofs:
            yield from WITH_TOKEN
        if self.needs is ADMIN:
            yield errors.NotAdmin
        if self.method != "GET":
            yield from WRITING
        if self.may_repeat:
            yield from SENT_AGAIN
        if self.body is not None:
            yield from WITH_BODY
        if self.live:
            yield from OF_AN_OWNER
        yield from self.errors


WITH_PROOF = (errors.Unauthorized, errors.AccountChanged)
"""Errors that an operation may be refused with for which one has to have signed in."""
WITH_TOKEN = (errors.ScopeMissing, errors.TooManyRequests)
"""Errors that one may be refused with that keys open or might: too many writes, or wrong keys."""
SENT_AGAIN = (errors.RequestUnderWay, errors.IdempotencyKeyReused, errors.AlreadyDone)
"""Errors that a write may be refused with that has an `Idempotency-Key`."""
WRITING = (errors.OriginNotAllowed,)
"""Errors that any but a GET may be refused with."""
WITH_BODY = (errors.PayloadTooLarge, errors.UnsupportedMediaType, errors.InvalidRequest)
"""Errors that one with a body may be refused with."""
OF_AN_OWNER = (errors.RoomElsewhere, errors.OwnerUnreachable)
"""Errors that one may be refused with which another server has to carry out."""
OF_THE_SERVER = (errors.Internal, errors.RequestTimeout, errors.TooManyRequests)
"""Errors of any service: its description does not list them everywhere."""
