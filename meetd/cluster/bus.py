"""The bus: what concerns every server, wherever it came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from meetd.client_address import Network
from meetd.model import KeyId, RoomId, SessionId


@dataclass(frozen=True, slots=True)
class RoomDeleted:
    """A room does not exist any more."""

    room_id: RoomId


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A session ended before its time."""

    session_id: SessionId


@dataclass(frozen=True, slots=True)
class SessionRenewed:
    """A session goes on after its password was changed, with new tokens alone."""

    session_id: SessionId


@dataclass(frozen=True, slots=True)
class KeyRevoked:
    """An API key opens nothing any more."""

    key_id: KeyId


@dataclass(frozen=True, slots=True)
class PlaceCounted:
    """Something happened at a place, where it may so and so often: it counts on every server."""

    limit: str
    """The name of what is limited."""
    place: Network | None


@dataclass(frozen=True, slots=True)
class BreakoutNotice:
    """Something that a room and its breakouts, which may be on other servers, say to each other."""

    parent_id: RoomId
    kind: str
    said: dict[str, Any]
    """Plain JSON."""


Notice = RoomDeleted | SessionEnded | SessionRenewed | KeyRevoked | PlaceCounted | BreakoutNotice
N = TypeVar(
    "N", RoomDeleted, SessionEnded, SessionRenewed, KeyRevoked, PlaceCounted, BreakoutNotice
)


class Bus(Protocol):
    """Carries notices from who brings something about to who cares, on this server and on all
    others. Here they arrive before `publish` returns; elsewhere soon, or never: what has to hold is
    in the database."""

    def publish(self, notice: Notice) -> None:
        """Tell all who subscribed. Neither blocks nor fails."""

    def subscribe(self, kind: type[N], callback: Callable[[N], None]) -> None:
        """Be told of every notice of that kind."""
