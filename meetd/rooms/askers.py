"""Those who asked to come in on another server, and are about to ask again on this one: who leads
may have been told of them there, and let them in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from meetd.model import UserId

EXPECTED_FOR = 30.0
"""Seconds for which they are expected."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked to come in."""

    user_id: UserId
    username: str
    guest: bool


class ExpectedAskers:
    """Of one room, by the ids of their knocks."""

    def __init__(self) -> None:
        self._askers: dict[str, Asker] = {}
        self._until = 0.0

    def all(self) -> Mapping[str, Asker]:
        """Those who did not ask here yet."""
        if time.monotonic() > self._until:
            self._askers.clear()
        return self._askers

    def asks(self, user_id: UserId) -> str | None:
        """Somebody asks here: the id of their knock of before, if they are expected."""
        found = next((id_ for id_, one in self.all().items() if one.user_id == user_id), None)
        if found is not None:
            del self._askers[found]
        return found

    def restore(self, saved: Mapping[str, Any]) -> None:
        """Expect those of another server. Raises AttributeError, KeyError, TypeError,
        ValueError."""
        self._askers = _load(saved)
        self._until = time.monotonic() + EXPECTED_FOR


def save_askers(askers: Mapping[str, Asker]) -> dict[str, Any]:
    """What another server needs to expect them; plain JSON."""
    return {
        id_: {"user_id": str(one.user_id), "username": one.username, "guest": one.guest}
        for id_, one in askers.items()
    }


def must_be_askers(saved: Mapping[str, Any]) -> None:
    """Raise AttributeError, KeyError, TypeError or ValueError where these are none."""
    _load(saved)


def _load(saved: Mapping[str, Any]) -> dict[str, Asker]:
    return {
        str(id_): Asker(UserId(UUID(one["user_id"])), str(one["username"]), bool(one["guest"]))
        for id_, one in saved.items()
    }
