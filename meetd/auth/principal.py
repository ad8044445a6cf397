"""Who sends a request: what authority is asked of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetd.model import SessionId, UserId


class Kind(StrEnum):
    """What somebody is."""

    USER = "user"
    """Who has an account."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who was proven to be who they are."""

    id: UserId
    display_name: str
    """What others read."""
    session_id: SessionId
    """The sign-in that proves it."""
    kind: Kind = Kind.USER
