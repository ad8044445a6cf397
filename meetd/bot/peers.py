"""The others in a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Peer:
    """Somebody else in the call, as they are now; the same object as long as they are inside."""

    id: str
    user_id: str = ""
    name: str = ""
    role: str = "participant"
    guest: bool = False
    bot: bool = False
    microphone: bool = False
    camera: bool = False
    screen: bool = False
    connected: bool = True
    """False while their connection is awaited."""
    hand: int | None = None
    """It is up, behind all with a lower number."""

    def take(self, told: Mapping[str, Any]) -> None:
        """Be as the server tells."""
        self.user_id = told["userId"]
        self.name = told["username"]
        self.role = told.get("role", "participant")
        self.guest, self.bot = told.get("guest", False), told.get("bot", False)
        self.microphone, self.camera = told["microphone"], told["camera"]
        self.screen, self.connected = told["screen"], told["connected"]
        self.hand = told.get("hand")


@dataclass(slots=True)
class Roster:
    """All others, by their ids."""

    own_id: str = ""
    _peers: dict[str, Peer] = field(default_factory=dict)

    def put(self, told: Mapping[str, Any]) -> tuple[Peer | None, bool]:
        """Somebody is there or changed; who, and whether they are new. None: it is the bot."""
        its = str(told["id"])
        if its == self.own_id:
            return None, False
        peer = self._peers.get(its)
        new = peer is None
        if peer is None:
            peer = self._peers[its] = Peer(its)
        peer.take(told)
        return peer, new

    def remove(self, peer_id: str) -> Peer | None:
        """Somebody went."""
        return self._peers.pop(peer_id, None)

    def get(self, peer_id: str | None) -> Peer | None:
        """Find one by their id."""
        return self._peers.get(peer_id or "")

    def __iter__(self) -> Iterator[Peer]:
        return iter(list(self._peers.values()))

    def __len__(self) -> int:
        return len(self._peers)
