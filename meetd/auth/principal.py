"""Principal: somebody who sends requests, and of whom authority is asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from meetd.model import SessionId, UserId


class Kind(StrEnum):
    """Kinds of principals."""

    USER = "user"
    """Somebody with an account."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who was proven to be who they are."""

    id: UserId
    display_name: str
    """Name that others read."""
    session_id: SessionId
    """Sign-in that proves it."""
    kind: Kind = Kind.USER
