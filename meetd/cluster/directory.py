"""The directory: on which server a live room is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from meetd.model import RoomId


@dataclass(frozen=True, slots=True)
class Lease:
    """This server's right to have a room live."""

    room_id: RoomId
    epoch: int | None = None
    """Grows with each owner, and goes with all that one writes; None: there is one server."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another server has the room live."""

    url: str
    """Where servers reach that one."""
    answers: bool = True
    """False if it did not when it was asked."""


class RoomDirectory(Protocol):
    """A room is live on one server at a time, its owner: so what happens in it has an order."""

    async def claim(self, room_id: RoomId) -> Lease | Elsewhere:
        """Make this server the owner, unless another one is. It stays so until as many leases were
        released as it got."""

    def release(self, lease: Lease) -> None:
        """A lease is not needed any more."""
