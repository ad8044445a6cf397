"""Principal: somebody who sends requests, and of whom authority is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from meetd.model import ApiKey, RoomId, SessionId, UserId
from meetd.scopes import Scope


class Kind(StrEnum):
    """Kinds of principals."""

    USER = "user"
    """Somebody with an account."""
    GUEST = "guest"
    """Somebody without one, who is let into one room."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A join token, as it holds for who came by it: it lets them in, and says what they are."""

    role: str
    external_id: str | None = None
    """Their id at who made the token."""
    without: tuple[str, ...] = ()
    """Permissions of the role that they do not have."""
    bot: bool = False
    """True if it is a program."""
    picture: str | None = None
    """The hash by which their picture is fetched, if they have one."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who was proven to be who they are."""

    id: UserId
    display_name: str
    """Name that others read."""
    session_id: SessionId
    """Sign-in that proves it, or the key."""
    kind: Kind = Kind.USER
    room_id: RoomId | None = None
    """The room that a guest is bound to; None for who has an account."""
    ticket: Ticket | None = None
    """The join token that a guest came by; its id is theirs."""
    key: ApiKey | None = None
    """The key by which a program acts for the account; None: it is the person."""
    administers: bool = False
    """Acts as one who runs the service, which was asked for and looked up."""

    @property
    def is_guest(self) -> bool:
        """Whether it has no account."""
        return self.kind is Kind.GUEST

    @property
    def leads_everywhere(self) -> bool:
        """Whether it acts in every room as its host does."""
        return self.administers or (self.key is not None and Scope.ROOMS_ALL in self.key.scopes)

    @property
    def limited_as(self) -> UUID:
        """Whose writes are counted: a key's for themselves."""
        return self.id if self.key is None else self.key.id

    @property
    def by_name(self) -> str:
        """Name under which others read what it did: a program is told from its account."""
        return self.display_name if self.key is None else f"{self.display_name} ({self.key.name})"


def ticket_of(said: dict[str, Any]) -> Ticket:
    """Read a ticket from JSON. Raises KeyError, TypeError."""
    bot, picture = bool(said.get("bot", False)), said.get("picture")
    return Ticket(
        said["role"],
        said["external_id"],
        tuple(said["without"]),
        bot,
        None if picture is None else str(picture),
    )
