"""Definitions of a request, of an event and of an operation of REST, with all there is to know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from meetd import errors
from meetd.auth.needs import NOTHING, REFRESHABLE, Needs
from meetd.errors import MeetError
from meetd.rooms.permissions import Permission
from meetd.wire.limits import SMALL, Limit

Q = TypeVar("Q")
R = TypeVar("R")


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
    limit: Limit = SMALL
    errors: tuple[type[MeetError], ...] = ()
    """Errors that it may be refused with, besides those that any request may."""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all errors that it may be refused with."""
        others = INSIDE if isinstance(self.needs, Permission) else ()
        return frozenset(error.code for error in (*ANY, *others, *self.errors))


ANY = (
    errors.InvalidRequest,
    errors.PayloadTooLarge,
    errors.TooManyRequests,
    errors.Unauthorized,
    errors.Internal,
)
"""Errors that any request may be refused with."""
INSIDE = (errors.NotInRoom, errors.Forbidden)
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
    body: type | None = None
    query: type | None = None
    answer: type | None = None
    """Shapes of what it is told, and of what it tells."""
    status: int = 200
    errors: tuple[type[MeetError], ...] = ()
    """Errors that it may be refused with, besides those that others of its kind may."""
    live: bool = False
    """Concerns the room where it is live: the server that has it carries it out."""

    @property
    def proofs(self) -> tuple[str, ...]:
        """Ways to show that one has signed in, any of them; none: nobody has to."""
        if self.needs is NOTHING:
            return ()
        return ("refresh",) if self.needs is REFRESHABLE else ("cookie", "bearer")

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
        if self.method != "GET":
            yield from WRITING
        if self.body is not None:
            yield from WITH_BODY
        if self.live:
            yield from OF_AN_OWNER
        yield from self.errors


WITH_PROOF = (errors.Unauthorized, errors.AccountChanged)
"""Errors that an operation may be refused with for which one has to have signed in."""
WRITING = (errors.OriginNotAllowed,)
"""Errors that any but a GET may be refused with."""
WITH_BODY = (errors.PayloadTooLarge, errors.UnsupportedMediaType, errors.InvalidRequest)
"""Errors that one with a body may be refused with."""
OF_AN_OWNER = (errors.RoomElsewhere, errors.OwnerUnreachable)
"""Errors that one may be refused with which another server has to carry out."""
OF_THE_SERVER = (errors.Internal, errors.RequestTimeout, errors.TooManyRequests)
"""Errors of any service: its description does not list them everywhere."""
