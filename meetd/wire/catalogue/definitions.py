"""What there is to know of a request, and of an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from meetd import errors
from meetd.auth.needs import Needs
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
